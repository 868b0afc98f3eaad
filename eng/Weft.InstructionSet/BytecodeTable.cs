// The whole bytecode: Bytecode.txt, and what follows mechanically from InstructionSet.txt: numeric instructions with their immediate
// and branching forms, and memory instructions in one form for guard pages, one for explicit bounds and one for any memory.
namespace Weft.InstructionSet;

/// <summary>Makes the list of bytecode instructions and the maps that lowering reads.</summary>
public sealed class BytecodeTable
{
    private static readonly string[] s_immediateOperations =
        ["Add", "Sub", "Mul", "And", "Or", "Xor", "Shl", "ShrS", "ShrU", "Rotl", "Rotr"];

    private static readonly Dictionary<string, string> s_opposites = new()
    {
        ["Eq"] = "Ne",
        ["Ne"] = "Eq",
        ["LtS"] = "GeS",
        ["GeS"] = "LtS",
        ["LtU"] = "GeU",
        ["GeU"] = "LtU",
        ["GtS"] = "LeS",
        ["LeS"] = "GtS",
        ["GtU"] = "LeU",
        ["LeU"] = "GtU",
    };

    private readonly HashSet<string> _names = [];

    /// <summary>Makes the table.</summary>
    public BytecodeTable(List<InstructionRow> rows, string path)
    {
        foreach (var row in BytecodeRow.ReadAll(path))
        {
            Add(row);
        }

        foreach (var row in rows)
        {
            if (row.Semantics.StartsWith("load: ", StringComparison.Ordinal))
            {
                AddLoad(row);
            }
            else if (row.Semantics.StartsWith("store: ", StringComparison.Ordinal))
            {
                AddStore(row);
            }
            else if (row.Semantics.StartsWith("atomic: ", StringComparison.Ordinal))
            {
                AddAtomic(row);
            }
            else if (row.Semantics != "special")
            {
                AddNumeric(row);
            }
        }

        if (Bytecodes.Count > ushort.MaxValue)
        {
            throw new InvalidOperationException("more bytecode instructions than 16 bits can number");
        }
    }

    /// <summary>Every bytecode instruction, in order of their numbers.</summary>
    public List<BytecodeRow> Bytecodes { get; } = [];

    /// <summary>The kinds of traps that handlers raise by name.</summary>
    public IEnumerable<string> Traps => Bytecodes.SelectMany(row => row.Traps()).Distinct().Order(StringComparer.Ordinal);

    /// <summary>For each instruction of WebAssembly, the bytecode instruction of each form that exists.</summary>
    public Dictionary<(InstructionRow Row, string Form), string> Forms { get; } = [];

    /// <summary>For a bytecode comparison, the bytecode instruction that branches when it holds, or does not.</summary>
    public Dictionary<(string Bytecode, string Form), string> Branches { get; } = [];

    private void Add(BytecodeRow row)
    {
        if (!_names.Add(row.Name))
        {
            throw new InvalidOperationException($"a second bytecode {row.Name}");
        }

        Bytecodes.Add(row);
        if (row.Name.StartsWith("Br", StringComparison.Ordinal) && row.Layout.EndsWith('j') && row.Group != "Core")
        {
            // The form that jumps backwards also polls the status word.
            Add(new BytecodeRow("Bk" + row.Name[2..], row.Layout, row.Body.Replace("JUMP", "POLL JUMP", StringComparison.Ordinal), row.Group));
        }
    }

    private void AddNumeric(InstructionRow row)
    {
        var operands = row.Operands!;
        var results = row.Results!;
        Forms[(row, "Plain")] = row.Name;
        if (_names.Contains(row.Name))
        {
            // Bytecode.txt has a better one (division).
            if (_names.Contains(row.Name + "I"))
            {
                Forms[(row, "Immediate")] = row.Name + "I";
            }

            return;
        }

        var group = operands.Concat(results).Contains("v128") ? "Vector" : "Numeric";
        if (results.Length == 2)
        {
            var call = Expressions.Call(row.Semantics, operands.Select((type, i) => Expressions.Read(type, $"$a + {i}")));
            Add(new BytecodeRow(
                row.Name, "da",
                $"var (low, high) = {call}; var to = fp + $d; to[0] = (ulong)low; to[1] = (ulong)high;".Replace("fp[$a + ", "(fp + $a)[", StringComparison.Ordinal), group));
            return;
        }

        var lane = row.Immediates == "lane";
        var letters = "abc"[..operands.Length];
        var values = operands.Select((type, i) => Expressions.Read(type, "$" + letters[i])).ToList();
        if (lane)
        {
            values.Add("(byte)$n");
        }
        else if (row.Immediates == "shuffle")
        {
            values.Add("$v");
        }

        var traps = row.Semantics.Contains("Conversion.TruncF", StringComparison.Ordinal);
        var expression = Expressions.Of(row, values);
        var layout = "d" + letters + (lane ? "n" : row.Immediates == "shuffle" ? "v" : "");
        Add(new BytecodeRow(row.Name, layout, (traps ? "SAVE " : "") + Expressions.Write(results[0], "$d", expression), group));
        if (operands is ["i32", "i32"] or ["i64", "i64"] && s_immediateOperations.Contains(row.Name[3..]) && row.Name[3..] != "Sub")
        {
            var constant = new List<string> { values[0], operands[0] == "i64" ? "(long)$i" : "$i" };
            Add(new BytecodeRow(row.Name + "I", "dai", Expressions.Write(results[0], "$d", Expressions.Of(row, constant)), group));
            Forms[(row, "Immediate")] = row.Name + "I";
        }

        if (Expressions.IsComparison(row))
        {
            AddComparison(row, values);
        }
    }

    private void AddComparison(InstructionRow row, List<string> values)
    {
        var type = row.Operands![0];
        var prefix = row.Name[..3];
        var kind = row.Name[3..];
        if (kind == "Eqz")
        {
            var zero = type == "i32" ? "(uint)fp[$a]" : "fp[$a]";
            Add(new BytecodeRow($"Br{prefix}Eqz", "aj", $"if ({zero} == 0) {{ JUMP }}", "Numeric"));
            Add(new BytecodeRow($"Br{prefix}Nez", "aj", $"if ({zero} != 0) {{ JUMP }}", "Numeric"));
            Branches[(row.Name, "True")] = $"Br{prefix}Eqz";
            Branches[(row.Name, "False")] = $"Br{prefix}Nez";
            return;
        }

        Add(new BytecodeRow("Br" + row.Name, "abj", $"if ({Expressions.Condition(row, values)}) {{ JUMP }}", "Numeric"));
        Branches[(row.Name, "True")] = "Br" + row.Name;
        if (type is "f32" or "f64")
        {
            Add(new BytecodeRow($"BrNot{row.Name}", "abj", $"if (!({Expressions.Condition(row, values)})) {{ JUMP }}", "Numeric"));
            Branches[(row.Name, "False")] = "BrNot" + row.Name;
            return;
        }

        var constant = new List<string> { values[0], type == "i64" ? "(long)$i" : "$i" };
        Add(new BytecodeRow(row.Name + "I", "dai", Expressions.Write("i32", "$d", Expressions.Of(row, constant)), "Numeric"));
        Add(new BytecodeRow($"Br{row.Name}I", "aij", $"if ({Expressions.Condition(row, constant)}) {{ JUMP }}", "Numeric"));
        Forms[(row, "Immediate")] = row.Name + "I";
        var opposite = prefix + s_opposites[kind];
        Branches[(row.Name, "False")] = "Br" + opposite;
        Branches[(row.Name, "Opposite")] = opposite;
        Branches[(row.Name + "I", "Opposite")] = opposite + "I";
        Branches[(row.Name + "I", "True")] = $"Br{row.Name}I";
        Branches[(row.Name + "I", "False")] = $"Br{opposite}I";
    }

    private void AddLoad(InstructionRow row)
    {
        var scalar = row.Results![0] != "v128";
        var lane = row.Lanes != 0;
        Func<string, string> write = address => Expressions.Load(row, address);
        var value = lane ? "b" : "";
        var number = lane ? "n" : "";
        Memory(row, "Plain", row.Name, "da" + value + "i" + number, $"var p = mem + (ulong)(uint)fp[$a] + (uint)$i; {write("p")}");
        if (scalar)
        {
            Memory(row, "Constant", row.Name + "C", "di", $"var p = mem + (uint)$i; {write("p")}");
            Memory(row, "Added", row.Name + "A", "dabi", $"var p = mem + (ulong)((uint)fp[$a] + (uint)fp[$b]) + (uint)$i; {write("p")}");
            Memory(row, "Moved", row.Name + "M", "daki", $"var p = mem + (ulong)((uint)fp[$a] + (uint)$k) + (uint)$i; {write("p")}");
            Memory(row, "Shifted", row.Name + "S", "dabni", $"var p = mem + (ulong)((uint)fp[$a] + ((uint)fp[$b] << $n)) + (uint)$i; {write("p")}");
        }

        Memory(row, "Checked", row.Name + "B", "da" + value + "i" + number, $"{CheckedAddress("$a", row.Width)} {write("p")}");
        Memory(row, "General", row.Name + "G", "da" + value + "oqm" + number, $"{GeneralAddress("$a", row.Width)} {write("p")}");
    }

    private void AddStore(InstructionRow row)
    {
        var scalar = row.Operands![1] != "v128";
        var number = row.Lanes != 0 ? "n" : "";
        var write = Expressions.Store(row, "p", "$b");
        Memory(row, "Plain", row.Name, "abi" + number, $"var p = mem + (ulong)(uint)fp[$a] + (uint)$i; {write}");
        if (scalar)
        {
            Memory(row, "Constant", row.Name + "C", "bi", $"var p = mem + (uint)$i; {write}");
            Memory(row, "Moved", row.Name + "M", "abki", $"var p = mem + (ulong)((uint)fp[$a] + (uint)$k) + (uint)$i; {write}");
            Memory(row, "Added", row.Name + "A", "acbi", $"var p = mem + (ulong)((uint)fp[$a] + (uint)fp[$c]) + (uint)$i; {write}");
        }

        Memory(row, "Checked", row.Name + "B", "abi" + number, $"{CheckedAddress("$a", row.Width)} {write}");
        Memory(row, "General", row.Name + "G", "aboqm" + number, $"{GeneralAddress("$a", row.Width)} {write}");
    }

    private void AddAtomic(InstructionRow row)
    {
        var operands = row.Operands!.Length;
        var dst = row.Results!.Length != 0 ? "d" : "";
        var aligned = row.Width == 1 ? "" : $"if ((ea & {row.Width - 1}) != 0) {{ TRAP(UnalignedAtomic) }} ";
        var action = Expressions.Atomic(row, "p");
        Memory(row, "Checked", row.Name, dst + "abc"[..operands] + "i", $"{CheckedAddress("$a", row.Width, aligned)} {action}");
        Memory(row, "General", row.Name + "G", dst + "abc"[..operands] + "oqm", $"{GeneralAddress("$a", row.Width, aligned)} {action}");
    }

    private static string CheckedAddress(string slot, int width, string aligned = "") =>
        $"var ea = (ulong)(uint)fp[{slot}] + (uint)$i; {aligned}if (IsOutside(ctx, ea, {width})) {{ TRAP(MemoryOutOfBounds) }} var p = mem + ea;";

    // The number $o of the memory, whether its addresses have 64 bits ($m), and an offset of 64 bits, whose sum may wrap around.
    private static string GeneralAddress(string slot, int width, string aligned = "") => $$"""
        var memory = ctx->Memories[$o];
        var address = $m != 0 ? fp[{{slot}}] : (uint)fp[{{slot}}];
        var ea = address + $q;
        {{aligned}}var length = memory->Length;
        if (ea < address || ea > length || length - ea < {{width}}) { TRAP(MemoryOutOfBounds) }
        var p = memory->Base + ea;
        """;

    private void Memory(InstructionRow row, string form, string name, string layout, string body)
    {
        Add(new BytecodeRow(name, layout, body, form is "Plain" or "Constant" or "Added" or "Moved" or "Shifted" ? "Memory" : row.Prefix == 0xFE ? "Atomic" : "MemoryChecked"));
        Forms[(row, form)] = name;
    }
}
