// What is wrong with a module that could not be read, in the order and the words of the specification's grammar. Reading trusts the
// sizes of sections and bodies and decodes no bodies; a wrong size therefore shows far from its cause. Once reading has failed, this
// second pass, which compares each size with what it has decoded, finds the first fault.
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Binary;

public sealed partial class ModuleReader
{
    private static MalformedModuleException Explain(ReadOnlyMemory<byte> module, MalformedModuleException error)
    {
        try
        {
            new ModuleReader(module, explains: true).ReadModule();
            return error;
        }
        catch (MalformedModuleException explanation)
        {
            return explanation;
        }
    }

    /// <summary>Decodes a body from its start to its end, wherever that is, then compares its size.</summary>
    private static void ExplainBody(ByteReader reader, int size)
    {
        var start = reader.Position;
        var locals = 0UL;
        for (var groups = reader.ReadCount(int.MaxValue, "groups of locals"); groups > 0; groups--)
        {
            var at = reader.Offset;
            locals += reader.ReadU32();
            if (locals > uint.MaxValue)
            {
                throw new MalformedModuleException($"too many locals: {locals}", at);
            }

            TypeReader.ReadValueType(ref reader);
        }

        var instructions = new InstructionReader(reader);
        var instruction = default(Instruction);
        for (var depth = 1; depth > 0;)
        {
            instructions.Read(ref instruction);
            if (depth == 1 && instruction.Opcode is Opcode.Else or Opcode.Catch or Opcode.CatchAll or Opcode.Delegate)
            {
                throw new MalformedModuleException($"END opcode expected, found {InstructionTable.GetMnemonic(instruction.Opcode)}", instructions.Offset - 1);
            }

            depth += NestingOf(instruction.Opcode);
        }

        if (instructions.Position - start != size)
        {
            throw new MalformedModuleException(
                $"section size mismatch: a body announces {size} bytes, its content takes {instructions.Position - start}", instructions.Offset);
        }
    }

    /// <summary>What an instruction adds to the number of open blocks.</summary>
    private static int NestingOf(Opcode opcode) => opcode switch
    {
        Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable => 1,
        Opcode.End or Opcode.Delegate => -1,
        _ => 0,
    };
}
