// Tag instances (spec 4.2.9): what exceptions are told apart by.
using Weft.Wasm;

namespace Weft;

/// <summary>A tag (spec 4.2.9). Exceptions are of the same kind when their tags are the same object.</summary>
public sealed class Tag : External
{
    /// <summary>Makes a tag.</summary>
    /// <param name="store">The store it belongs to.</param>
    /// <param name="type">The payload as parameters, and no results; indices inside are ids of the engine's registry.</param>
    public Tag(Store store, FunctionType type)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        Store = store.CheckUse();
        Type = type;
        TypeId = store.Engine.Types.GetFunctionTypeId(type);
        (PayloadNumbers, PayloadReferences) = CountPayload(type);
    }

    internal Tag(Store store, int typeId)
    {
        Store = store;
        TypeId = typeId;
        Type = store.Engine.Types.GetFunctionType(typeId);
        (PayloadNumbers, PayloadReferences) = CountPayload(Type);
    }

    /// <summary>The payload as parameters; indices inside are ids of the engine's registry.</summary>
    public FunctionType Type { get; }

    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Tag;

    /// <inheritdoc/>
    public override ExternalType ExternalType => new TagType(TypeId);

    /// <summary>The store it belongs to.</summary>
    public Store Store { get; }

    internal int TypeId { get; }

    /// <summary>How many numbers an exception carries; a vector is two.</summary>
    internal int PayloadNumbers { get; }

    /// <summary>How many references an exception carries.</summary>
    internal int PayloadReferences { get; }

    internal override Store? Owner => Store;

    /// <summary>How many numbers and references a payload has.</summary>
    internal static (int Numbers, int References) CountPayload(FunctionType type)
    {
        var references = type.Parameters.Count(parameter => parameter.IsReference);
        return (type.Parameters.Length - references + type.Parameters.Count(parameter => parameter.Kind == ValueKind.V128), references);
    }
}
