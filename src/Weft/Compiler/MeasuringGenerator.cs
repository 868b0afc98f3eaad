// Measures code instead of writing it: emitting a function into it once more tells which CIL each instruction became.
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;
using Label = System.Reflection.Emit.Label;

namespace Weft.Compiler;

/// <summary>Counts bytes as the runtime's own generator writes them.</summary>
internal sealed class MeasuringGenerator : ILGenerator
{
    private int _length;
    private int _labels;
    private int _locals;

    public override int ILOffset => _length;

    public override void Emit(OpCode opcode) => _length += opcode.Size;

    public override void Emit(OpCode opcode, byte arg) => _length += opcode.Size + 1;

    public override void Emit(OpCode opcode, short arg) => _length += opcode.Size + 2;

    public override void Emit(OpCode opcode, int arg)
    {
        if (opcode == OpCodes.Ldc_I4)
        {
            // Small constants have forms of their own.
            _length += arg is >= -1 and <= 8 ? 1 : arg is >= sbyte.MinValue and <= sbyte.MaxValue ? 2 : 5;
        }
        else
        {
            _length += opcode.Size + 4;
        }
    }

    public override void Emit(OpCode opcode, long arg) => _length += opcode.Size + 8;

    public override void Emit(OpCode opcode, float arg) => _length += opcode.Size + 4;

    public override void Emit(OpCode opcode, double arg) => _length += opcode.Size + 8;

    public override void Emit(OpCode opcode, ConstructorInfo con) => _length += opcode.Size + 4;

    public override void Emit(OpCode opcode, FieldInfo field) => _length += opcode.Size + 4;

    public override void Emit(OpCode opcode, MethodInfo meth) => _length += opcode.Size + 4;

    public override void Emit(OpCode opcode, Type cls) => _length += opcode.Size + 4;

    public override void Emit(OpCode opcode, string str) => _length += opcode.Size + 4;

    public override void Emit(OpCode opcode, SignatureHelper signature) => _length += opcode.Size + 4;

    public override void Emit(OpCode opcode, Label label) => _length += opcode.Size + (OpCodes.TakesSingleByteArgument(opcode) ? 1 : 4);

    public override void Emit(OpCode opcode, Label[] labels) => _length += opcode.Size + 4 + (labels.Length * 4);

    public override void Emit(OpCode opcode, LocalBuilder local)
    {
        var index = local.LocalIndex;
        var isAddress = opcode == OpCodes.Ldloca;
        _length += index < 4 && !isAddress ? 1 : index <= byte.MaxValue ? 2 : 4;
    }

    public override void EmitCall(OpCode opcode, MethodInfo methodInfo, Type[]? optionalParameterTypes) => _length += opcode.Size + 4;

    public override void EmitCalli(
        OpCode opcode, CallingConventions callingConvention, Type? returnType, Type[]? parameterTypes, Type[]? optionalParameterTypes) =>
        _length += opcode.Size + 4;

    public override void EmitCalli(OpCode opcode, CallingConvention unmanagedCallConv, Type? returnType, Type[]? parameterTypes) =>
        _length += opcode.Size + 4;

    public override Label DefineLabel() => CreateLabel(_labels++);

    public override void MarkLabel(Label loc)
    {
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

    private static NotSupportedException NotUsed() => new("functions are emitted without scopes and protected blocks");

    private sealed class Measured(int index, Type type, bool pinned) : LocalBuilder
    {
        public override int LocalIndex => index;

        public override Type LocalType => type;

        public override bool IsPinned => pinned;
    }
}
