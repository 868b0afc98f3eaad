// Which proposals a module uses: from its types, its index spaces and every instruction of its bodies.
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Cli.Inspection;

/// <summary>Collects the names of the proposals beyond the first version of WebAssembly that a module needs.</summary>
internal static class FeatureScanner
{
    /// <summary>The names, sorted.</summary>
    public static SortedSet<string> Scan(ModuleDefinition module)
    {
        var features = new SortedSet<string>(StringComparer.Ordinal);
        ScanTypes(module, features);
        ScanSpaces(module, features);
        foreach (var function in module.Functions)
        {
            ScanBody(function.Body, features);
        }

        foreach (var global in module.Globals)
        {
            ScanInstructions(new ByteReader(global.Initializer.Bytes.Span), features, isConstant: true);
        }

        features.Remove("mvp");
        return features;
    }

    private static void ScanTypes(ModuleDefinition module, SortedSet<string> features)
    {
        foreach (var group in module.Types)
        {
            foreach (var type in group.Types)
            {
                if (group.IsExplicit || !type.IsFinal || type.Supertypes.Length > 0 || type.Composite is not FunctionType)
                {
                    features.Add("gc");
                }

                if (type.Composite is not FunctionType function)
                {
                    continue;
                }

                if (function.Results.Length > 1)
                {
                    features.Add("multi-value");
                }

                foreach (var value in function.Parameters.AsSpan())
                {
                    ScanType(value, features);
                }

                foreach (var value in function.Results.AsSpan())
                {
                    ScanType(value, features);
                }
            }
        }
    }

    private static void ScanType(ValueType type, SortedSet<string> features)
    {
        if (type.Kind == ValueKind.V128)
        {
            features.Add("simd");
        }
        else if (type.IsReference)
        {
            features.Add(
                type == ValueType.FuncRef || type == ValueType.ExternRef ? "reference-types"
                : type.Heap.IsDefined || !type.IsNullable ? "function-references"
                : type.Heap.Abstract is AbstractHeapType.Exn or AbstractHeapType.NoExn ? "exceptions"
                : "gc");
        }
    }

    private static void ScanSpaces(ModuleDefinition module, SortedSet<string> features)
    {
        var imports = module.Imports.Select(import => import.Type).ToList();
        var memories = imports.OfType<MemoryType>().Concat(module.Memories).ToList();
        var tables = imports.OfType<TableType>().Concat(module.Tables.Select(table => table.Type)).ToList();
        Add(memories.Count > 1, "multi-memory");
        Add(memories.Any(memory => memory.Address == AddressType.I64) || tables.Any(table => table.Address == AddressType.I64), "memory64");
        Add(memories.Any(memory => memory.IsShared), "threads");
        Add(memories.Any(memory => memory.PageSizeLog2 != 16), "custom-page-sizes");
        Add(tables.Count > 1 || tables.Any(table => table.Element != ValueType.FuncRef), "reference-types");
        Add(module.Tables.Any(table => table.Initializer is not null), "function-references");
        Add(module.Tags.Length > 0 || imports.OfType<TagType>().Any(), "exceptions");
        Add(module.Data.Any(data => data.Mode == SegmentMode.Passive) || module.Elements.Any(element => element.Mode != SegmentMode.Active), "bulk-memory");
        Add(imports.OfType<GlobalType>().Any(global => global.IsMutable), "mutable-globals");

        void Add(bool used, string feature)
        {
            if (used)
            {
                features.Add(feature);
            }
        }
    }

    private static void ScanBody(FunctionBody body, SortedSet<string> features)
    {
        var reader = new ByteReader(body.Bytes.Span, body.Offset);
        for (var groups = reader.ReadCount(ImplementationLimits.FunctionBytes, "groups of locals"); groups > 0; groups--)
        {
            reader.ReadU32();
            ScanType(TypeReader.ReadValueType(ref reader), features);
        }

        ScanInstructions(reader, features, isConstant: false);
    }

    private static void ScanInstructions(ByteReader bytes, SortedSet<string> features, bool isConstant)
    {
        var reader = new InstructionReader(bytes);
        var instruction = default(Instruction);
        while (!reader.AtEnd)
        {
            reader.Read(ref instruction);
            features.Add(InstructionTable.GetFeature(instruction.Opcode));
            if (isConstant && InstructionTable.GetImmediates(instruction.Opcode) == ImmediateKind.None && instruction.Opcode is not Opcode.End)
            {
                features.Add("extended-const");
            }
        }
    }
}
