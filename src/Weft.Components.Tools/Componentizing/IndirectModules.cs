// The two small modules that break the circle between a core module and its imports: the module needs the functions to be instantiated, and
// the functions need its memory. The first has a table and a function for each that calls through it; the second fills the table in.
using System.Collections.Immutable;
using System.Globalization;
using Weft.Components.Tools.Building;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.CustomSections;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Components.Tools.Componentizing;

/// <summary>Makes the modules for functions of given types.</summary>
internal static class IndirectModules
{
    /// <summary>The table, as an export of the first and an import of the second.</summary>
    public const string Table = "$imports";

    /// <summary>The memory, as an export of the first, when the main module imports one.</summary>
    public const string Memory = "$memory";

    /// <summary>The module that the functions for the table are imported from.</summary>
    public const string Actual = "actual";

    /// <summary>The module that the table is imported from.</summary>
    public const string Shim = "shim";

    /// <summary>The module that the initialiser is imported from.</summary>
    public const string Main = "main";

    /// <summary>The name of a function, as an export of the first and an import of the second.</summary>
    public static string NameOf(int index) => index.ToString(CultureInfo.InvariantCulture);

    /// <summary>The module with the table and the functions.</summary>
    /// <param name="functions">The functions; without any there is no table.</param>
    /// <param name="memory">The memory that the main module imports; null when it has its own.</param>
    public static ModuleDefinition MakeShim(IReadOnlyList<(FunctionType Type, string Name)> functions, MemoryType? memory)
    {
        var types = new TypeList();
        var definitions = ImmutableArray.CreateBuilder<Wasm.FunctionDefinition>();
        var exports = ImmutableArray.CreateBuilder<Export>();
        for (var i = 0; i < functions.Count; i++)
        {
            var type = types.Add(functions[i].Type);
            definitions.Add(new Wasm.FunctionDefinition(type, MakeCall(functions[i].Type, type, i)));
            exports.Add(new Export(NameOf(i), ExternalKind.Function, i));
        }

        if (functions.Count > 0)
        {
            exports.Add(new Export(Table, ExternalKind.Table, 0));
        }

        if (memory is not null)
        {
            exports.Add(new Export(Memory, ExternalKind.Memory, 0));
        }

        return new ModuleDefinition
        {
            Types = types.ToGroups(),
            Functions = definitions.ToImmutable(),
            Tables = functions.Count == 0 ? [] : [new TableDefinition(TableOf(functions.Count), null)],
            Memories = memory is null ? [] : [memory],
            Exports = exports.ToImmutable(),
            CustomSections = [NameFunctions("weft-shim", functions.Select((function, index) => (index, function.Name))), Producers.Own.ToCustomSection()],
        };
    }

    /// <summary>The module that fills the table, and then calls what initialises the main module.</summary>
    /// <param name="functions">The functions; none when there is no table.</param>
    /// <param name="initializer">The name of the initialiser; null when there is none.</param>
    public static ModuleDefinition MakeFixup(IReadOnlyList<(FunctionType Type, string Name)> functions, string? initializer)
    {
        var types = new TypeList();
        var imports = ImmutableArray.CreateBuilder<Import>();
        for (var i = 0; i < functions.Count; i++)
        {
            imports.Add(new Import(Actual, NameOf(i), new ExternalFunctionType(types.Add(functions[i].Type))));
        }

        if (initializer is not null)
        {
            imports.Add(new Import(Main, initializer, new ExternalFunctionType(types.Add(FunctionType.Empty))));
        }

        if (functions.Count > 0)
        {
            imports.Add(new Import(Shim, Table, TableOf(functions.Count)));
        }

        return new ModuleDefinition
        {
            Types = types.ToGroups(),
            Imports = imports.ToImmutable(),
            Start = initializer is null ? null : functions.Count,
            Elements = functions.Count == 0 ? [] : [new ElementSegment(
                SegmentMode.Active, ValueType.FuncRef, 0, ConstantExpressionWriter.Address(AddressType.I32, 0), [.. Enumerable.Range(0, functions.Count)], default)],
            CustomSections = [NameFunctions("weft-fixup", []), Producers.Own.ToCustomSection()],
        };
    }

    private static TableType TableOf(int count) => new(ValueType.FuncRef, new Limits((ulong)count, (ulong)count));

    private static FunctionBody MakeCall(FunctionType function, int type, int index)
    {
        var writer = new ByteWriter();
        writer.WriteIndex(0);
        for (var i = 0; i < function.Parameters.Length; i++)
        {
            InstructionWriter.Write(writer, new Instruction { Opcode = Opcode.LocalGet, Index = i });
        }

        InstructionWriter.Write(writer, new Instruction { Opcode = Opcode.I32Const, Bits = (ulong)index });
        InstructionWriter.Write(writer, new Instruction { Opcode = Opcode.CallIndirect, Index = type, Index2 = 0 });
        InstructionWriter.Write(writer, new Instruction { Opcode = Opcode.End });
        return new FunctionBody(writer.ToArray());
    }

    private static CustomSection NameFunctions(string module, IEnumerable<(int Index, string Name)> functions)
    {
        var names = new NameSectionWriter();
        names.SetModuleName(System.Text.Encoding.UTF8.GetBytes(module));
        foreach (var (index, name) in functions)
        {
            names.Add(NameKind.Function, index, System.Text.Encoding.UTF8.GetBytes(name));
        }

        return names.ToCustomSection();
    }
}
