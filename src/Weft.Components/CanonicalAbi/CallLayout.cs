// How the parameters and the result of a function cross: flat, or in memory when they are too many (CanonicalABI.md, "Flattening").
using Weft.Components.Types;

namespace Weft.Components.CanonicalAbi;

/// <summary>The layout of the calls of a function.</summary>
internal sealed class CallLayout
{
    private const int MaximumAsyncParameters = 4;

    /// <summary>Computes it.</summary>
    /// <param name="type">The function.</param>
    /// <param name="is64">Whether addresses have 64 bits.</param>
    /// <param name="isAsyncLower">Whether it is what an asynchronous lower makes: fewer parameters are flat, and no result.</param>
    private CallLayout(ComponentFunctionType type, bool is64, bool isAsyncLower = false)
    {
        Is64 = is64;
        var parameters = CodecLayout.Sequence([.. type.Parameters.Select(field => Of(field.Type, is64))]);
        HasFlatParameters = parameters.FlatCount <= (isAsyncLower ? MaximumAsyncParameters : ValueLayout.MaximumFlat);
        ParameterSlots = HasFlatParameters ? parameters.FlatCount : 1;
        Parameters = parameters;
        Result = type.Result is { } result ? Of(result, is64) : default;
        HasFlatResult = Result.FlatCount <= (isAsyncLower ? 0 : 1);
    }

    /// <summary>That of a function; found once for each type.</summary>
    /// <inheritdoc cref="CallLayout(ComponentFunctionType, bool, bool)"/>
    public static CallLayout Find(ComponentFunctionType type, bool is64, bool isAsyncLower = false)
    {
        ref var known = ref (type.Layouts ??= new CallLayout?[4])[(is64 ? 1 : 0) + (isAsyncLower ? 2 : 0)];
        return known ??= new CallLayout(type, is64, isAsyncLower);
    }

    /// <summary>Whether addresses have 64 bits.</summary>
    public bool Is64 { get; }

    /// <summary>Whether the parameters are core values.</summary>
    public bool HasFlatParameters { get; }

    /// <summary>The core values that the parameters take.</summary>
    public int ParameterSlots { get; }

    /// <summary>The parameters one after another.</summary>
    public CodecLayout Parameters { get; }

    /// <summary>Whether the result is a core value, or there is none.</summary>
    public bool HasFlatResult { get; }

    /// <summary>The result.</summary>
    public CodecLayout Result { get; }

    internal static CodecLayout Of(ComponentValueType type, bool is64)
    {
        var layout = type.GetLayout(is64);
        return new CodecLayout((int)layout.Size, layout.Alignment, layout.Flat.IsDefault ? ValueLayout.MaximumFlat + 1 : layout.Flat.Length);
    }
}
