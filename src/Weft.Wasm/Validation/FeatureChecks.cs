// Which features types and instructions belong to: asked only when some feature is off.
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Validation;

/// <summary>Looks for uses of disabled features.</summary>
internal static class FeatureChecks
{
    /// <summary>By opcode, whether its feature is off; null when none is.</summary>
    public static bool[]? DisabledOpcodes(ValidationOptions options)
    {
        if (!options.HasDisabledFeatures)
        {
            return null;
        }

        var disabled = new bool[InstructionTable.Count];
        for (var i = 0; i < disabled.Length; i++)
        {
            disabled[i] = options.DisabledFeatures.Contains(InstructionTable.GetFeature((Opcode)i));
        }

        return disabled;
    }

    /// <summary>The disabled feature that a value type belongs to, or null.</summary>
    public static string? FindDisabled(ValidationOptions options, ValueType type)
    {
        if (!options.HasDisabledFeatures || type.IsNumber)
        {
            return null;
        }

        return !type.IsReference ? Find(options, Features.Simd)
            : Find(options, Features.ReferenceTypes)
            ?? (type.IsNullable && !type.Heap.IsDefined ? null : Find(options, Features.FunctionReferences))
            ?? (type.Heap.IsDefined ? null : type.Heap.Abstract switch
            {
                AbstractHeapType.Func or AbstractHeapType.Extern => null,
                AbstractHeapType.Exn or AbstractHeapType.NoExn => Find(options, Features.Exceptions),
                _ => Find(options, Features.Gc),
            });
    }

    /// <summary>The feature if it is off.</summary>
    public static string? Find(ValidationOptions options, string feature) =>
        options.HasDisabledFeatures && options.DisabledFeatures.Contains(feature) ? feature : null;

    /// <summary>The disabled feature that a block type belongs to, or null.</summary>
    public static string? FindDisabledBlock(ValidationOptions options, FunctionType type) =>
        type.Parameters.IsEmpty && type.Results.Length <= 1 ? null : Find(options, Features.MultiValue);
}
