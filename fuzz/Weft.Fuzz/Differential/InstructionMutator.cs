// Changes that leave a module valid, so that most mutations get past validation: other constants, other instructions of the same type.
using System.Collections.Frozen;
using Weft.Fuzz.Generation;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;

namespace Weft.Fuzz.Differential;

/// <summary>Mutates instructions of good modules.</summary>
internal static class InstructionMutator
{
    // By what an instruction takes, gives and carries: any of a group may stand for any other.
    private static readonly FrozenDictionary<string, Opcode[]> s_alike = Enumerable.Range(0, InstructionTable.Count).Select(i => (Opcode)i)
        .Where(opcode => InstructionTable.GetSignature(opcode) is not null).GroupBy(KeyOf).ToFrozenDictionary(group => group.Key, group => group.ToArray());

    /// <summary>A module with some instructions changed; the module itself where it cannot be read.</summary>
    /// <param name="module">A good module.</param>
    /// <param name="dice">Chance.</param>
    public static byte[] Mutate(byte[] module, Dice dice)
    {
        ModuleDefinition definition;
        try
        {
            definition = ModuleReader.Read(module);
        }
        catch (WasmException)
        {
            return module;
        }

        if (definition.Functions.IsEmpty)
        {
            return module;
        }

        for (var changes = dice.Next(1, 8); changes > 0; changes--)
        {
            var function = dice.Next(definition.Functions.Length);
            var body = BodyEdit.Read(definition, function);
            var candidates = Enumerable.Range(0, body.Instructions.Count).Where(at => InstructionTable.GetSignature(body.Instructions[at].Opcode) is not null).ToList();
            if (candidates.Count > 0)
            {
                var at = dice.Pick(candidates);
                var bytes = body.Replace(at, Change(body.Instructions[at], dice)).Write();
                definition = definition with { Functions = definition.Functions.SetItem(function, definition.Functions[function] with { Body = new FunctionBody(bytes) }) };
            }
        }

        return ModuleWriter.Write(definition);
    }

    private static Instruction Change(Instruction instruction, Dice dice)
    {
        switch (instruction.Opcode)
        {
            case Opcode.I32Const:
                instruction.Bits = (ulong)(int)InterestingValues.Number(dice, ValueKind.I32);
                break;
            case Opcode.I64Const:
                instruction.Bits = InterestingValues.Number(dice, ValueKind.I64);
                break;
            case Opcode.F32Const:
                instruction.Bits = InterestingValues.Number(dice, ValueKind.F32);
                break;
            case Opcode.F64Const:
                instruction.Bits = InterestingValues.Number(dice, ValueKind.F64);
                break;
            case Opcode.V128Const:
                instruction.Vector = InterestingValues.Vector(dice);
                break;
            case var opcode when InstructionTable.GetImmediates(opcode) is ImmediateKind.Memarg or ImmediateKind.MemargLane && dice.Percent(50):
                instruction.Bits = dice.Next(3) switch { 0 => (ulong)dice.Next(70_000), 1 => (ulong)dice.Next(16), _ => uint.MaxValue - (ulong)dice.Next(16) };
                break;
            case var opcode:
                instruction.Opcode = dice.Pick(s_alike[KeyOf(opcode)]);
                break;
        }

        return instruction;
    }

    private static string KeyOf(Opcode opcode)
    {
        var signature = InstructionTable.GetSignature(opcode)!;
        return $"{string.Join(' ', signature.Operands)}>{string.Join(' ', signature.Results)}:{InstructionTable.GetImmediates(opcode)}:{InstructionTable.GetWidth(opcode)}:{InstructionTable.GetLanes(opcode)}";
    }
}
