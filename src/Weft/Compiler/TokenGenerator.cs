// Writes code as the runtime's generator does, which it stands in front of, but asks for the metadata token of a field or a type only once.
// The runtime looks for it at every use, by way of the signature: 3 to 5 us, where an instruction with a known token takes some ns. Calls
// go through as they are: the runtime counts from the method how deep the evaluation stack gets.
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;
using Label = System.Reflection.Emit.Label;

namespace Weft.Compiler;

/// <summary>The tokens of fields and types in a module.</summary>
internal sealed class TokenCache(ModuleBuilder module)
{
    private readonly Dictionary<FieldInfo, int> _fields = [];
    private readonly Dictionary<Type, int> _types = [];

    public int Find(FieldInfo field) => _fields.TryGetValue(field, out var token) ? token : _fields[field] = module.GetFieldMetadataToken(field);

    public int Find(Type type) => _types.TryGetValue(type, out var token) ? token : _types[type] = module.GetTypeMetadataToken(type);
}

/// <summary>Writes the code of one method.</summary>
internal sealed class TokenGenerator(ILGenerator generator, TokenCache tokens) : ILGenerator
{
    public override int ILOffset => generator.ILOffset;

    public override void Emit(OpCode opcode) => generator.Emit(opcode);

    public override void Emit(OpCode opcode, byte arg) => generator.Emit(opcode, arg);

    public override void Emit(OpCode opcode, short arg) => generator.Emit(opcode, arg);

    public override void Emit(OpCode opcode, int arg) => generator.Emit(opcode, arg);

    public override void Emit(OpCode opcode, long arg) => generator.Emit(opcode, arg);

    public override void Emit(OpCode opcode, float arg) => generator.Emit(opcode, arg);

    public override void Emit(OpCode opcode, double arg) => generator.Emit(opcode, arg);

    public override void Emit(OpCode opcode, ConstructorInfo con) => generator.Emit(opcode, con);

    public override void Emit(OpCode opcode, FieldInfo field) => generator.Emit(opcode, tokens.Find(field));

    public override void Emit(OpCode opcode, MethodInfo meth) => generator.Emit(opcode, meth);

    public override void Emit(OpCode opcode, Type cls) => generator.Emit(opcode, tokens.Find(cls));

    public override void Emit(OpCode opcode, string str) => generator.Emit(opcode, str);

    public override void Emit(OpCode opcode, SignatureHelper signature) => generator.Emit(opcode, signature);

    public override void Emit(OpCode opcode, Label label) => generator.Emit(opcode, label);

    public override void Emit(OpCode opcode, Label[] labels) => generator.Emit(opcode, labels);

    public override void Emit(OpCode opcode, LocalBuilder local) => generator.Emit(opcode, local);

    public override void EmitCall(OpCode opcode, MethodInfo methodInfo, Type[]? optionalParameterTypes) =>
        generator.EmitCall(opcode, methodInfo, optionalParameterTypes);

    public override void EmitCalli(
        OpCode opcode, CallingConventions callingConvention, Type? returnType, Type[]? parameterTypes, Type[]? optionalParameterTypes) =>
        generator.EmitCalli(opcode, callingConvention, returnType, parameterTypes, optionalParameterTypes);

    public override void EmitCalli(OpCode opcode, CallingConvention unmanagedCallConv, Type? returnType, Type[]? parameterTypes) =>
        generator.EmitCalli(opcode, unmanagedCallConv, returnType, parameterTypes);

    public override Label DefineLabel() => generator.DefineLabel();

    public override void MarkLabel(Label loc) => generator.MarkLabel(loc);

    public override LocalBuilder DeclareLocal(Type localType, bool pinned) => generator.DeclareLocal(localType, pinned);

    public override void BeginScope() => generator.BeginScope();

    public override void EndScope() => generator.EndScope();

    public override void UsingNamespace(string usingNamespace) => generator.UsingNamespace(usingNamespace);

    public override Label BeginExceptionBlock() => generator.BeginExceptionBlock();

    public override void EndExceptionBlock() => generator.EndExceptionBlock();

    public override void BeginExceptFilterBlock() => generator.BeginExceptFilterBlock();

    public override void BeginCatchBlock(Type? exceptionType) => generator.BeginCatchBlock(exceptionType);

    public override void BeginFaultBlock() => generator.BeginFaultBlock();

    public override void BeginFinallyBlock() => generator.BeginFinallyBlock();
}
