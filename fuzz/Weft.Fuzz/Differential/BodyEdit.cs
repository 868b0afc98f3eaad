// A body as a list of instructions, to take some away or to put simpler ones in their place.
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Differential;

/// <summary>A body that is being made smaller. Immutable.</summary>
internal sealed class BodyEdit
{
    private readonly byte[] _locals;

    private BodyEdit(byte[] locals, IReadOnlyList<Instruction> instructions)
    {
        _locals = locals;
        Instructions = instructions;
    }

    /// <summary>Its instructions, the last end left out.</summary>
    public IReadOnlyList<Instruction> Instructions { get; }

    /// <summary>Reads the body of a function.</summary>
    public static BodyEdit Read(ModuleDefinition module, int function)
    {
        var bytes = module.Functions[function].Body.Bytes;
        var reader = new ByteReader(bytes.Span);
        for (var runs = reader.ReadU32(); runs > 0; runs--)
        {
            reader.ReadU32();
            TypeReader.ReadValueType(ref reader);
        }

        var start = reader.Position;
        var code = new InstructionReader(reader);
        var instructions = new List<Instruction>();
        while (!code.AtEnd)
        {
            var instruction = default(Instruction);
            code.Read(ref instruction);
            instructions.Add(instruction);
        }

        instructions.RemoveAt(instructions.Count - 1);
        return new BodyEdit(bytes[..start].ToArray(), instructions);
    }

    /// <summary>The bytes of the body.</summary>
    public byte[] Write()
    {
        var writer = new ByteWriter();
        writer.WriteBytes(_locals);
        foreach (var instruction in Instructions)
        {
            InstructionWriter.Write(writer, instruction);
        }

        writer.WriteByte(0x0B);
        return writer.ToArray();
    }

    /// <summary>The body without some instructions.</summary>
    public BodyEdit Without(int at, int count) => With(at, count, []);

    /// <summary>The body with another instruction in place of one.</summary>
    public BodyEdit Replace(int at, Instruction instruction) => With(at, 1, [instruction]);

    /// <summary>Bodies with something simpler in place of an instruction, or of the block that it opens.</summary>
    public IEnumerable<BodyEdit> Simplifications(ModuleDefinition module, int function, int at)
    {
        var opcode = Instructions[at].Opcode;
        if (opcode is Opcode.Block or Opcode.Loop or Opcode.If or Opcode.TryTable or Opcode.Try)
        {
            var end = FindEnd(at);
            var type = Instructions[at].Block;
            var (parameters, results) = type.TypeIndex < 0
                ? (0, type.Result is { } result ? [result] : Array.Empty<ValueType>())
                : TypesOf(module, type.TypeIndex);
            if (Constants(results) is { } constants)
            {
                yield return With(at, end - at + 1, [.. Drops(parameters + (opcode == Opcode.If ? 1 : 0)), .. constants]);
            }

            yield break;
        }

        if (InstructionTable.GetSignature(opcode) is { } signature && signature.Operands.Length + signature.Results.Length > 0
            && InstructionTable.GetImmediates(opcode) is not (ImmediateKind.I32 or ImmediateKind.I64 or ImmediateKind.F32 or ImmediateKind.F64 or ImmediateKind.V128))
        {
            // The address type of the memory is not looked up: the wrong guess is not valid.
            var results = signature.Results.Select(result => Generation.NumericOperation.ToValueType(result, ValueType.I32)).ToArray();
            yield return With(at, 1, [.. Drops(signature.Operands.Length), .. Constants(results)!]);
        }
        else if (opcode is Opcode.Call)
        {
            var imported = module.Imports.Where(import => import.Type is ExternalFunctionType).Select(import => ((ExternalFunctionType)import.Type).TypeIndex).ToList();
            var index = Instructions[at].Index;
            var (parameters, results) = TypesOf(module, index < imported.Count ? imported[index] : module.Functions[index - imported.Count].TypeIndex);
            if (Constants(results) is { } constants)
            {
                yield return With(at, 1, [.. Drops(parameters), .. constants]);
            }
        }
    }

    private BodyEdit With(int at, int count, IEnumerable<Instruction> replacement) =>
        new(_locals, [.. Instructions.Take(at), .. replacement, .. Instructions.Skip(at + count)]);

    private int FindEnd(int at)
    {
        var depth = 0;
        for (var i = at; i < Instructions.Count; i++)
        {
            depth += Instructions[i].Opcode switch
            {
                Opcode.Block or Opcode.Loop or Opcode.If or Opcode.TryTable or Opcode.Try => 1,
                Opcode.End or Opcode.Delegate => -1,
                _ => 0,
            };
            if (depth == 0)
            {
                return i;
            }
        }

        return Instructions.Count - 1;
    }

    private static (int Parameters, ValueType[] Results) TypesOf(ModuleDefinition module, int typeIndex)
    {
        var type = (FunctionType)module.Types.SelectMany(group => group.Types).ElementAt(typeIndex).Composite;
        return (type.Parameters.Length, [.. type.Results]);
    }

    private static IEnumerable<Instruction> Drops(int count) => Enumerable.Repeat(new Instruction { Opcode = Opcode.Drop }, count);

    private static List<Instruction>? Constants(IEnumerable<ValueType> types)
    {
        var constants = new List<Instruction>();
        foreach (var type in types)
        {
            if (!type.IsDefaultable)
            {
                return null;
            }

            constants.Add(type.Kind switch
            {
                ValueKind.I32 => new Instruction { Opcode = Opcode.I32Const },
                ValueKind.I64 => new Instruction { Opcode = Opcode.I64Const },
                ValueKind.F32 => new Instruction { Opcode = Opcode.F32Const },
                ValueKind.F64 => new Instruction { Opcode = Opcode.F64Const },
                ValueKind.V128 => new Instruction { Opcode = Opcode.V128Const },
                _ => new Instruction { Opcode = Opcode.RefNull, Type = type },
            });
        }

        return constants;
    }
}
