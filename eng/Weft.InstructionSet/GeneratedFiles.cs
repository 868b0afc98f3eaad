// Every file that is generated from the instruction table, and what it should contain.
namespace Weft.InstructionSet;

/// <summary>The generated files.</summary>
public static class GeneratedFiles
{
    /// <summary>Each file's path below the repository's root and its text.</summary>
    /// <param name="root">The root, where the tables are read.</param>
    public static IEnumerable<(string Path, string Text)> Generate(string root)
    {
        var rows = InstructionRow.ReadAll(Path.Combine(root, "src/Weft.Wasm/Instructions/InstructionSet.txt"));
        yield return ("src/Weft.Wasm/Instructions/Opcode.Generated.cs", OpcodeOutput.Write(rows));
        yield return ("src/Weft.Wasm/Instructions/InstructionTable.Generated.cs", InstructionTableOutput.Write(rows));
        yield return ("src/Weft/Compiler/EmitterTable.Generated.cs", EmitterOutput.Write(rows));
        const string folder = "src/Weft/Interpreter/";
        var interpreter = new InterpreterOutput(new BytecodeTable(rows, Path.Combine(root, folder + "Bytecode.txt")));
        yield return (folder + "Bytecodes.Generated.cs", interpreter.WriteBytecodes());
        yield return (folder + "BytecodeForms.Generated.cs", interpreter.WriteForms(rows));
        yield return (folder + "Handlers.Table.Generated.cs", interpreter.WriteTable());
        yield return (folder + "Handlers.Trap.Generated.cs", interpreter.WriteTraps());
        foreach (var group in InterpreterOutput.Groups)
        {
            yield return ($"{folder}Handlers.{group}.Generated.cs", interpreter.WriteHandlers(group));
        }
    }
}
