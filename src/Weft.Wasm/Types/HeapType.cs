// Heap types (spec 2.3.4): what a reference points at.
namespace Weft.Wasm;

/// <summary>The abstract heap types; each value is the negative of its one-byte code read as a signed LEB128 number (spec 5.3.4).</summary>
public enum AbstractHeapType
{
    /// <summary>Exceptions.</summary>
    Exn = -0x17,
    /// <summary>Arrays.</summary>
    Array = -0x16,
    /// <summary>Structures.</summary>
    Struct = -0x15,
    /// <summary>Unboxed 31-bit integers.</summary>
    I31 = -0x14,
    /// <summary>Whatever can be compared by reference.</summary>
    Eq = -0x13,
    /// <summary>Every internal reference.</summary>
    Any = -0x12,
    /// <summary>Every external reference.</summary>
    Extern = -0x11,
    /// <summary>Every function.</summary>
    Func = -0x10,
    /// <summary>No internal reference: the bottom of <see cref="Any"/>.</summary>
    None = -0x0F,
    /// <summary>No external reference: the bottom of <see cref="Extern"/>.</summary>
    NoExtern = -0x0E,
    /// <summary>No function: the bottom of <see cref="Func"/>.</summary>
    NoFunc = -0x0D,
    /// <summary>No exception: the bottom of <see cref="Exn"/>.</summary>
    NoExn = -0x0C,
}

/// <summary>
/// A heap type (spec 2.3.4): abstract, or the index of a defined type. The index is one of the module's type section in a
/// <see cref="ModuleDefinition"/>, and a canonical one of a type registry after validation.
/// </summary>
public readonly struct HeapType : IEquatable<HeapType>
{
    private HeapType(int code) => Code = code;

    /// <summary>
    /// Below every heap type: what a reference points at that unreachable code has made out of nothing (spec 3.1.2). Never appears in
    /// a module; a <see cref="Validation.FunctionValidator"/> may show it.
    /// </summary>
    public static HeapType Bottom => new(int.MinValue);

    /// <summary>The signed 33-bit number of the binary format: an index when not negative, else an <see cref="AbstractHeapType"/>.</summary>
    public int Code { get; }

    /// <summary>Whether this is the index of a defined type.</summary>
    public bool IsDefined => Code >= 0;

    /// <summary>The index of the defined type; meaningful when <see cref="IsDefined"/>.</summary>
    public int Index => Code;

    /// <summary>The abstract heap type; meaningful when not <see cref="IsDefined"/>.</summary>
    public AbstractHeapType Abstract => (AbstractHeapType)Code;

    /// <summary>The heap type of a defined type.</summary>
    public static HeapType Defined(int index) => new(index);

    /// <summary>An abstract heap type.</summary>
    public static implicit operator HeapType(AbstractHeapType type) => new((int)type);

    /// <summary>An abstract heap type.</summary>
    public static HeapType FromAbstractHeapType(AbstractHeapType type) => type;

    /// <inheritdoc/>
    public bool Equals(HeapType other) => Code == other.Code;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is HeapType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Code;

    /// <summary>Whether two heap types are the same (in one index space).</summary>
    public static bool operator ==(HeapType left, HeapType right) => left.Equals(right);

    /// <summary>Whether two heap types differ (in one index space).</summary>
    public static bool operator !=(HeapType left, HeapType right) => !left.Equals(right);

    /// <inheritdoc/>
    public override string ToString() => IsDefined ? Code.ToString(System.Globalization.CultureInfo.InvariantCulture) : Abstract switch
    {
        AbstractHeapType.NoExtern => "noextern",
        AbstractHeapType.NoFunc => "nofunc",
        AbstractHeapType.NoExn => "noexn",
        (AbstractHeapType)int.MinValue => "bot",
        var type => type.ToString().ToLowerInvariant(),
    };
}
