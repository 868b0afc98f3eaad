// Lets emitted code say where it is when a profiler asks: a generator that passes everything on and adds the polls, so that the emitter
// does not know of them and code that is not sampled has none.
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;
using Weft.Runtime;
using Label = System.Reflection.Emit.Label;

namespace Weft.Compiler;

/// <summary>Adds polls at the beginning and the end of a function, and makes those of its loops look for samples too.</summary>
internal sealed class SampledGenerator : ILGenerator
{
    private readonly ILGenerator _il;
    private readonly int _context;
    private bool _isVolatile;
    private bool _isTailCall;

    /// <summary>A generator that writes to another.</summary>
    /// <param name="il">The other.</param>
    /// <param name="context">The argument that is the instance.</param>
    /// <param name="hasEntry">Whether the code is a function from its beginning on.</param>
    public SampledGenerator(ILGenerator il, int context, bool hasEntry)
    {
        _il = il;
        _context = context;
        if (hasEntry)
        {
            Poll(nameof(Support.PollEntry));
        }
    }

    public override int ILOffset => _il.ILOffset;

    public override void Emit(OpCode opcode)
    {
        if (opcode == OpCodes.Volatile)
        {
            // Kept back: a prefix belongs to the instruction that follows.
            _isVolatile = true;
            return;
        }

        // A function ends at its tail call: the return behind it is never come to.
        if (opcode == OpCodes.Tailcall || (opcode == OpCodes.Ret && !_isTailCall))
        {
            Poll(nameof(Support.PollReturn));
        }

        _isTailCall = opcode == OpCodes.Tailcall;
        PassPrefix();
        _il.Emit(opcode);
    }

    public override void Emit(OpCode opcode, FieldInfo field)
    {
        if (field.Name == nameof(InstanceContext.Stop))
        {
            _isVolatile = false;
            _il.Emit(OpCodes.Call, SupportMethods.Find(nameof(Support.PollStop)));
            return;
        }

        PassPrefix();
        _il.Emit(opcode, field);
    }

    public override void Emit(OpCode opcode, byte arg)
    {
        PassPrefix();
        _il.Emit(opcode, arg);
    }

    public override void Emit(OpCode opcode, short arg)
    {
        PassPrefix();
        _il.Emit(opcode, arg);
    }

    public override void Emit(OpCode opcode, int arg)
    {
        PassPrefix();
        _il.Emit(opcode, arg);
    }

    public override void Emit(OpCode opcode, long arg)
    {
        PassPrefix();
        _il.Emit(opcode, arg);
    }

    public override void Emit(OpCode opcode, float arg)
    {
        PassPrefix();
        _il.Emit(opcode, arg);
    }

    public override void Emit(OpCode opcode, double arg)
    {
        PassPrefix();
        _il.Emit(opcode, arg);
    }

    public override void Emit(OpCode opcode, ConstructorInfo con)
    {
        PassPrefix();
        _il.Emit(opcode, con);
    }

    public override void Emit(OpCode opcode, MethodInfo meth)
    {
        PassPrefix();
        _il.Emit(opcode, meth);
    }

    public override void Emit(OpCode opcode, Type cls)
    {
        PassPrefix();
        _il.Emit(opcode, cls);
    }

    public override void Emit(OpCode opcode, string str)
    {
        PassPrefix();
        _il.Emit(opcode, str);
    }

    public override void Emit(OpCode opcode, SignatureHelper signature)
    {
        PassPrefix();
        _il.Emit(opcode, signature);
    }

    public override void Emit(OpCode opcode, Label label)
    {
        PassPrefix();
        _il.Emit(opcode, label);
    }

    public override void Emit(OpCode opcode, Label[] labels)
    {
        PassPrefix();
        _il.Emit(opcode, labels);
    }

    public override void Emit(OpCode opcode, LocalBuilder local)
    {
        PassPrefix();
        _il.Emit(opcode, local);
    }

    public override void EmitCall(OpCode opcode, MethodInfo methodInfo, Type[]? optionalParameterTypes) =>
        _il.EmitCall(opcode, methodInfo, optionalParameterTypes);

    public override void EmitCalli(
        OpCode opcode, CallingConventions callingConvention, Type? returnType, Type[]? parameterTypes, Type[]? optionalParameterTypes) =>
        _il.EmitCalli(opcode, callingConvention, returnType, parameterTypes, optionalParameterTypes);

    public override void EmitCalli(OpCode opcode, CallingConvention unmanagedCallConv, Type? returnType, Type[]? parameterTypes) =>
        _il.EmitCalli(opcode, unmanagedCallConv, returnType, parameterTypes);

    public override Label DefineLabel() => _il.DefineLabel();

    public override void MarkLabel(Label loc)
    {
        _isTailCall = false;
        _il.MarkLabel(loc);
    }

    public override LocalBuilder DeclareLocal(Type localType, bool pinned) => _il.DeclareLocal(localType, pinned);

    public override void BeginScope() => _il.BeginScope();

    public override void EndScope() => _il.EndScope();

    public override void UsingNamespace(string usingNamespace) => _il.UsingNamespace(usingNamespace);

    public override Label BeginExceptionBlock() => _il.BeginExceptionBlock();

    public override void EndExceptionBlock() => _il.EndExceptionBlock();

    public override void BeginExceptFilterBlock() => _il.BeginExceptFilterBlock();

    public override void BeginCatchBlock(Type? exceptionType) => _il.BeginCatchBlock(exceptionType);

    public override void BeginFaultBlock() => _il.BeginFaultBlock();

    public override void BeginFinallyBlock() => _il.BeginFinallyBlock();

    private void Poll(string method)
    {
        _il.Emit(OpCodes.Ldarg, (short)_context);
        _il.Emit(OpCodes.Call, SupportMethods.Find(method));
    }

    private void PassPrefix()
    {
        if (_isVolatile)
        {
            _isVolatile = false;
            _il.Emit(OpCodes.Volatile);
        }
    }
}
