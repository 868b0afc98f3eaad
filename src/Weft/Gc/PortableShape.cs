// The maker of objects where no code can be generated, or none is: a structure is one .NET object with an array of bytes for its numbers
// and one of references, each only if it has such fields.
using Weft.Wasm;

namespace Weft;

/// <summary>The shape of a type's objects in the portable representation.</summary>
internal sealed class PortableShape : ObjectShape
{
    private readonly int[] _places;
    private readonly int _numberBytes;
    private readonly int _references;

    public PortableShape(TypeRegistry types, int typeId) : base(types, typeId)
    {
        // One after the other, so that a subtype begins as its supertype does.
        _places = new int[Fields.Length];
        for (var i = 0; i < _places.Length; i++)
        {
            _places[i] = Fields[i].Type.IsReference ? _references++ : _numberBytes;
            _numberBytes += Fields[i].StorageSize;
        }
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Places => _places;

    /// <inheritdoc/>
    protected override StructObject MakeStruct(uint storeId) => new PortableStruct(this, storeId, _numberBytes, _references);

    /// <inheritdoc/>
    protected override ArrayObject MakeArray(Array elements, uint storeId) => new PortableArray(this, elements, storeId);
}

/// <summary>A structure in the portable representation.</summary>
internal sealed class PortableStruct : StructObject
{
    public PortableStruct(ObjectShape shape, uint storeId, int numberBytes, int references) : base(storeId)
    {
        Shape = shape;
        Numbers = numberBytes == 0 ? [] : new byte[numberBytes];
        References = references == 0 ? [] : new object?[references];
    }

    internal override ObjectShape Shape { get; }

    /// <summary>The numeric fields.</summary>
    internal byte[] Numbers { get; }

    /// <summary>The reference fields.</summary>
    internal object?[] References { get; }
}

/// <summary>An array in the portable representation.</summary>
internal sealed class PortableArray(ObjectShape shape, Array elements, uint storeId) : ArrayObject(elements, storeId)
{
    internal override ObjectShape Shape => shape;
}
