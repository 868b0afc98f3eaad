// Builds bodies and modules for tests of the validator, instruction by instruction.
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;
using Xunit;

namespace Weft.Wasm.Tests.Validation;

/// <summary>A body or expression under construction.</summary>
internal sealed class Code
{
    private readonly ByteWriter _writer = new();
    private readonly List<ValueType> _locals = [];

    public static Code Of(params Opcode[] opcodes)
    {
        var code = new Code();
        foreach (var opcode in opcodes)
        {
            code.Add(opcode);
        }

        return code;
    }

    public Code Local(ValueType type)
    {
        _locals.Add(type);
        return this;
    }

    public Code Add(Opcode opcode, int index = 0, int index2 = 0) => Add(new Instruction { Opcode = opcode, Index = index, Index2 = index2 });

    public Code Add(Instruction instruction)
    {
        InstructionWriter.Write(_writer, instruction);
        return this;
    }

    public Code Const(int value) => Add(new Instruction { Opcode = Opcode.I32Const, Bits = (ulong)value });

    public Code Block(Opcode opcode, BlockType type) => Add(new Instruction { Opcode = opcode, Block = type });

    public Code Bytes(params byte[] bytes)
    {
        _writer.WriteBytes(bytes);
        return this;
    }

    /// <summary>The body as it stands: add the final end yourself.</summary>
    public FunctionBody Body(long offset = 100)
    {
        var writer = new ByteWriter();
        writer.WriteIndex(_locals.Count);
        foreach (var local in _locals)
        {
            writer.WriteIndex(1);
            TypeWriter.WriteValueType(writer, local);
        }

        writer.WriteBytes(_writer.WrittenSpan);
        return new FunctionBody(writer.ToArray(), offset);
    }

    /// <summary>The code as a constant expression.</summary>
    public ConstantExpression Expression(long offset = 50) => new(_writer.ToArray(), offset);

    /// <summary>A module with one function, of type 0, and the other types after it.</summary>
    public ModuleDefinition Module(FunctionType type, params CompositeType[] types) => new()
    {
        Types = [Group(type), .. types.Select(Group)],
        Functions = [new FunctionDefinition(0, Body())],
    };

    public static RecursiveGroup Group(CompositeType type) => new([new SubType(true, [], type)], IsExplicit: false);

    public static ValidatedModule Validate(ModuleDefinition module, ValidationOptions? options = null) =>
        ModuleValidator.Validate(module, new TypeRegistry(), options);

    public static string Refuse(ModuleDefinition module, ValidationOptions? options = null) =>
        Assert.Throws<InvalidModuleException>(() => Validate(module, options)).Reason;

    public static string RefuseAsMalformed(ModuleDefinition module) =>
        Assert.Throws<MalformedModuleException>(() => Validate(module)).Reason;
}
