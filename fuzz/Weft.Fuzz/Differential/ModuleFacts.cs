// What the harness must know of a module, whichever engine runs it: read once, by Weft's own reader.
using Weft.Fuzz.Generation;
using Weft.Wasm;
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Differential;

/// <summary>Something that an instance exports, as every engine shows it.</summary>
/// <param name="Name">The name of the export.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Parameters">The parameters of a function; numbers and vectors alone, or the function is not called.</param>
/// <param name="Results">The results of a function.</param>
internal sealed record ExportPlan(string Name, ExternalKind Kind, IReadOnlyList<ValueKind> Parameters, IReadOnlyList<ValueKind> Results)
{
    /// <summary>Whether the harness calls it.</summary>
    public bool IsCallable => Kind == ExternalKind.Function && Parameters.Concat(Results).All(kind => kind != ValueKind.Ref);
}

/// <summary>A function that the host gives.</summary>
internal sealed record FunctionImport(string Module, string Name, FunctionType Type);

/// <summary>The imports and exports of a module.</summary>
internal sealed class ModuleFacts
{
    private static readonly bool[] s_open = FindOpen();

    private ModuleFacts(ValidatedModule module)
    {
        Exports = [.. module.Definition.Exports.Select(export => ToPlan(module, export))];
        Imports = [.. module.Definition.Imports.Select((import, i) => (import, module.ImportTypes[i]))];
        HasOpenResults = Enumerable.Range(0, module.Definition.Functions.Length).Any(function => BodyEdit.Read(module.Definition, function).Instructions.Any(IsOpen));
        HasPlainTypes = Imports.All(import => IsPlain(module, import.Type)) && module.Definition.Exports.All(export => IsPlain(module, export));
        Functions = [.. Imports.Where(import => import.Type is ExternalFunctionType).Select((import, i) => new FunctionImport(import.Import.Module, import.Import.Name, module.GetFunctionType(i)))];
    }

    /// <summary>What it exports, in its order.</summary>
    public IReadOnlyList<ExportPlan> Exports { get; }

    /// <summary>What it imports, in its order, with canonical types.</summary>
    public IReadOnlyList<(Import Import, ExternalType Type)> Imports { get; }

    /// <summary>The functions it imports.</summary>
    public IReadOnlyList<FunctionImport> Functions { get; }

    /// <summary>
    /// Whether Wasmtime's package can show all imports and exports: it ends the process at references other than funcref and externref,
    /// and does not know shared memories.
    /// </summary>
    public bool HasPlainTypes { get; }

    /// <summary>
    /// Whether an instruction has a result that the specification leaves open: the bits of NaNs, or anything relaxed. A generator hides
    /// those; another module may show them.
    /// </summary>
    public bool HasOpenResults { get; }

    /// <summary>Reads the facts of a module; null when Weft refuses it.</summary>
    public static ModuleFacts? Read(byte[] bytes)
    {
        try
        {
            return new ModuleFacts(ModuleValidator.Validate(Wasm.Binary.ModuleReader.Read(bytes), new TypeRegistry()));
        }
        catch (WasmException)
        {
            return null;
        }
    }

    /// <summary>What an imported global holds: the same on every engine.</summary>
    public static UInt128 GlobalValue(Scenario scenario, string name, ValueKind kind) => Scenario.Number(kind, scenario.At(name, 0));

    private static bool IsOpen(Instruction instruction) => s_open[(int)instruction.Opcode];

    private static bool IsPlain(ValidatedModule module, Export export) => export.Kind switch
    {
        ExternalKind.Function => IsPlain(module.GetFunctionType(export.Index)),
        ExternalKind.Table => IsPlain(module.Tables[export.Index].Element),
        ExternalKind.Global => IsPlain(module.Globals[export.Index].Value),
        ExternalKind.Tag => IsPlain(module.GetTagType(export.Index)),
        _ => !module.Memories[export.Index].IsShared,
    };

    private static bool IsPlain(ValidatedModule module, ExternalType type) => type switch
    {
        ExternalFunctionType function => IsPlain(module.Registry.GetFunctionType(function.TypeIndex)),
        TableType table => IsPlain(table.Element),
        GlobalType global => IsPlain(global.Value),
        TagType tag => IsPlain(module.Registry.GetFunctionType(tag.TypeIndex)),
        _ => !((MemoryType)type).IsShared,
    };

    private static bool IsPlain(FunctionType type) => type.Parameters.Concat(type.Results).All(IsPlain);

    private static bool IsPlain(ValueType type) => !type.IsReference || type == ValueType.FuncRef || type == ValueType.ExternRef;

    private static bool[] FindOpen()
    {
        var open = new bool[InstructionTable.Count];
        foreach (var operation in NumericOperation.Collect(Profile.Everything, kind => kind is ImmediateKind.None or ImmediateKind.Lane))
        {
            open[(int)operation.Opcode] = operation.Rule == NanRule.Makes || InstructionTable.GetFeature(operation.Opcode) == "relaxed-simd";
        }

        return open;
    }

    private static ExportPlan ToPlan(ValidatedModule module, Export export)
    {
        if (export.Kind != ExternalKind.Function)
        {
            return new ExportPlan(export.Name, export.Kind, [], []);
        }

        var type = module.GetFunctionType(export.Index);
        return new ExportPlan(export.Name, export.Kind, [.. type.Parameters.Select(parameter => parameter.Kind)], [.. type.Results.Select(result => result.Kind)]);
    }
}
