// Writes every file that is generated from the instruction table. `--check` writes nothing and fails when one is stale.
using Weft.InstructionSet;

var root = AppContext.BaseDirectory;
while (!File.Exists(Path.Combine(root, "Weft.slnx")))
{
    root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("run inside the repository: Weft.slnx was not found above the program");
}

var rows = InstructionRow.ReadAll(Path.Combine(root, "src/Weft.Wasm/Instructions/InstructionSet.txt"));
var outputs = new Dictionary<string, Func<List<InstructionRow>, string>>
{
    ["src/Weft.Wasm/Instructions/Opcode.Generated.cs"] = OpcodeOutput.Write,
    ["src/Weft.Wasm/Instructions/InstructionTable.Generated.cs"] = InstructionTableOutput.Write,
};

var interpreter = new InterpreterOutput(new BytecodeTable(rows, Path.Combine(root, "src/Weft/Interpreter/Bytecode.txt")));
outputs["src/Weft/Interpreter/Bytecodes.Generated.cs"] = _ => interpreter.WriteBytecodes();
outputs["src/Weft/Interpreter/BytecodeForms.Generated.cs"] = interpreter.WriteForms;
outputs["src/Weft/Interpreter/Handlers.Table.Generated.cs"] = _ => interpreter.WriteTable();
outputs["src/Weft/Interpreter/Handlers.Trap.Generated.cs"] = _ => interpreter.WriteTraps();
foreach (var group in InterpreterOutput.Groups)
{
    outputs[$"src/Weft/Interpreter/Handlers.{group}.Generated.cs"] = _ => interpreter.WriteHandlers(group);
}

var stale = 0;
foreach (var (path, write) in outputs)
{
    var file = Path.Combine(root, path);
    var text = write(rows);
    if (File.Exists(file) && File.ReadAllText(file) == text)
    {
        continue;
    }

    stale++;
    if (args.Contains("--check"))
    {
        Console.Error.WriteLine($"stale: {path}; run `dotnet run --project eng/Weft.InstructionSet`");
    }
    else
    {
        File.WriteAllText(file, text);
        Console.WriteLine($"wrote {path}");
    }
}

return args.Contains("--check") && stale > 0 ? 1 : 0;
