// Measures code instead of writing it: emitting a function into it once more tells which CIL each instruction became.
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;
using Label = System.Reflection.Emit.Label;

namespace Weft.Compiler;

/// <summary>Counts bytes as the runtime's own generator writes them.</summary>
internal class MeasuringGenerator : ILGenerator
{
    // Where RyuJIT gives up optimising a method, without a word; a little below.
    private const int MaximumLength = 58_000;
    private const int MaximumInstructions = 19_000;
    private const int MaximumBlocks = 1_900;
    private const int MaximumLocals = 1_900;
    private const int MaximumReferences = 7_600;

    // What RyuJIT takes some seconds for: blocks by their number, conditions by how many others decide whether they are reached, each of which it
    // looks at. The largest interpreter loops that were met have 6,000 blocks, and a sum of 400,000.
    private const int MostOptimizedBlocks = 10_000;
    private const long MostOptimizedConditions = 1_000_000;

    private const int Unreachable = int.MaxValue;

    private int _length;
    private int _instructions;
    private int _blocks;
    private int _references;
    private int _labels;
    private int _locals;
    private bool _callsTail;

    // How many conditions decide at least whether the place is reached where code is now, and each label; and their sum over all conditions.
    private readonly List<int> _labelDepths = [];
    private int _depth;
    private long _conditions;

    public override int ILOffset => _length;

    /// <summary>Whether RyuJIT would compile the code without optimising it.</summary>
    public bool IsGiant =>
        _length > MaximumLength || _instructions > MaximumInstructions || _blocks > MaximumBlocks || _locals > MaximumLocals || _references > MaximumReferences;

    /// <summary>
    /// Whether it may be put into another method to be optimised there: that takes neither too long nor too much memory, and the other's frame may stay
    /// until it returns.
    /// </summary>
    public bool IsInlinable => _blocks <= MostOptimizedBlocks && _conditions <= MostOptimizedConditions && !_callsTail;

    public override void Emit(OpCode opcode)
    {
        Count(opcode.Size);
        _callsTail |= opcode == OpCodes.Tailcall;
        if (opcode == OpCodes.Ret || opcode == OpCodes.Throw)
        {
            _depth = Unreachable;
        }
    }

    public override void Emit(OpCode opcode, byte arg)
    {
        // The emitter's only instructions of this form name arguments.
        _references++;
        Count(opcode.Size + 1);
    }

    public override void Emit(OpCode opcode, short arg) => Count(opcode.Size + 2);

    public override void Emit(OpCode opcode, int arg)
    {
        // Small constants have forms of their own.
        Count(opcode != OpCodes.Ldc_I4 ? opcode.Size + 4 : arg is >= -1 and <= 8 ? 1 : arg is >= sbyte.MinValue and <= sbyte.MaxValue ? 2 : 5);
    }

    public override void Emit(OpCode opcode, long arg) => Count(opcode.Size + 8);

    public override void Emit(OpCode opcode, float arg) => Count(opcode.Size + 4);

    public override void Emit(OpCode opcode, double arg) => Count(opcode.Size + 8);

    public override void Emit(OpCode opcode, ConstructorInfo con) => Count(opcode.Size + 4);

    public override void Emit(OpCode opcode, FieldInfo field) => Count(opcode.Size + 4);

    public override void Emit(OpCode opcode, MethodInfo meth) => Count(opcode.Size + 4);

    public override void Emit(OpCode opcode, Type cls) => Count(opcode.Size + 4);

    public override void Emit(OpCode opcode, string str) => Count(opcode.Size + 4);

    public override void Emit(OpCode opcode, SignatureHelper signature) => Count(opcode.Size + 4);

    public override void Emit(OpCode opcode, Label label)
    {
        _blocks++;
        Count(opcode.Size + (OpCodes.TakesSingleByteArgument(opcode) ? 1 : 4));
        Reach(label);
        if (opcode.FlowControl == FlowControl.Cond_Branch)
        {
            Decide();
        }
        else
        {
            _depth = Unreachable;
        }
    }

    public override void Emit(OpCode opcode, Label[] labels)
    {
        Count(opcode.Size + 4 + (labels.Length * 4));
        foreach (var label in labels)
        {
            Reach(label);
        }

        Decide();
    }

    public override void Emit(OpCode opcode, LocalBuilder local)
    {
        var index = local.LocalIndex;
        var isAddress = opcode == OpCodes.Ldloca;
        _references++;
        Count(index < 4 && !isAddress ? 1 : index <= byte.MaxValue ? 2 : 4);
    }

    public override void EmitCall(OpCode opcode, MethodInfo methodInfo, Type[]? optionalParameterTypes) => Count(opcode.Size + 4);

    public override void EmitCalli(
        OpCode opcode, CallingConventions callingConvention, Type? returnType, Type[]? parameterTypes, Type[]? optionalParameterTypes) =>
        Count(opcode.Size + 4);

    public override void EmitCalli(OpCode opcode, CallingConvention unmanagedCallConv, Type? returnType, Type[]? parameterTypes) =>
        Count(opcode.Size + 4);

    public override Label DefineLabel()
    {
        _labelDepths.Add(Unreachable);
        return CreateLabel(_labels++);
    }

    public override void MarkLabel(Label loc)
    {
        _blocks++;
        _depth = Math.Min(_depth, _labelDepths[loc.Id]);
    }

    public override LocalBuilder DeclareLocal(Type localType, bool pinned) => new Measured(_locals++, localType, pinned);

    public override void BeginScope() => throw NotUsed();

    public override void EndScope() => throw NotUsed();

    public override void UsingNamespace(string usingNamespace) => throw NotUsed();

    public override Label BeginExceptionBlock() => throw NotUsed();

    public override void EndExceptionBlock() => throw NotUsed();

    public override void BeginExceptFilterBlock() => throw NotUsed();

    public override void BeginCatchBlock(Type? exceptionType) => throw NotUsed();

    public override void BeginFaultBlock() => throw NotUsed();

    public override void BeginFinallyBlock() => throw NotUsed();

    // Code goes on at a label, by one more decision than here.
    private void Reach(Label label)
    {
        if (_depth != Unreachable)
        {
            ref var depth = ref CollectionsMarshal.AsSpan(_labelDepths)[label.Id];
            depth = Math.Min(depth, _depth + 1);
        }
    }

    private void Decide()
    {
        if (_depth != Unreachable)
        {
            _conditions += ++_depth;
        }
    }

    private void Count(int bytes)
    {
        _instructions++;
        _length += bytes;
    }

    private static NotSupportedException NotUsed() => new("functions are emitted without scopes and protected blocks");

    private sealed class Measured(int index, Type type, bool pinned) : LocalBuilder
    {
        public override int LocalIndex => index;

        public override Type LocalType => type;

        public override bool IsPinned => pinned;
    }
}
