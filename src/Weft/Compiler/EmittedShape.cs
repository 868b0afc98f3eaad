// The maker of objects of emitted classes.
using System.Reflection;
using System.Runtime.InteropServices;
using Weft.Wasm;

namespace Weft.Compiler;

/// <summary>An emitted class.</summary>
/// <param name="Type">The class.</param>
/// <param name="Constructor">Takes the store's id, and for an array before it the elements.</param>
/// <param name="Fields">The fields of a structure.</param>
/// <param name="Make">A method that does what the constructor does.</param>
/// <param name="Measure">A method that tells the places of a structure's own fields.</param>
internal sealed record EmittedClass(Type Type, ConstructorInfo Constructor, FieldInfo[] Fields, MethodInfo Make, MethodInfo? Measure);

/// <summary>The shape of a type's objects as an emitted class.</summary>
internal sealed class EmittedShape : ObjectShape
{
    private readonly EmittedShape? _super;
    private readonly EmittedClass _class;
    private Func<uint, StructObject>? _makeStruct;
    private Func<Array, uint, ArrayObject>? _makeArray;
    private readonly nint[] _answers = [];
    private nint[]? _finalAnswers;
    private int[]? _places;

    public EmittedShape(TypeRegistry types, int typeId, EmittedShape? super, EmittedClass emitted) : base(types, typeId)
    {
        _super = super;
        _class = emitted;
        if (!types[typeId].IsFinal)
        {
            _answers = MakeAnswers(typeId);
        }
    }

    /// <summary>The class.</summary>
    public Type Class => _class.Type;

    /// <summary>Takes the store's id, and for an array before it the elements.</summary>
    public ConstructorInfo Constructor => _class.Constructor;

    /// <summary>The fields of a structure, inherited ones first.</summary>
    public FieldInfo[] FieldInfos => _class.Fields;

    /// <summary>Where <see cref="Support.IsObjectOf"/> remembers answers; 0 for a class that none derives from.</summary>
    public nint Answers => _answers.Length == 0 ? 0 : Marshal.UnsafeAddrOfPinnedArrayElement(_answers, 0);

    /// <summary>The same for code that does not know whether others derive from the class.</summary>
    public nint KeepAnswers()
    {
        if (_answers.Length == 0)
        {
            Interlocked.CompareExchange(ref _finalAnswers, MakeAnswers(TypeId), null);
            return Marshal.UnsafeAddrOfPinnedArrayElement(_finalAnswers, 0);
        }

        return Answers;
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Places => _places ??= FindPlaces();

    /// <inheritdoc/>
    protected override StructObject MakeStruct(uint storeId) =>
        (_makeStruct ??= _class.Make.CreateDelegate<Func<uint, StructObject>>())(storeId);

    /// <inheritdoc/>
    protected override ArrayObject MakeArray(Array elements, uint storeId) =>
        (_makeArray ??= _class.Make.CreateDelegate<Func<Array, uint, ArrayObject>>())(elements, storeId);

    private static nint[] MakeAnswers(int typeId)
    {
        var answers = GC.AllocateArray<nint>(Support.CastAnswers + 1, pinned: true);
        answers[Support.CastAnswers] = typeId;
        return answers;
    }

    private int[] FindPlaces()
    {
        var places = new int[Fields.Length];
        _super?.Places.CopyTo(places);
        _class.Measure!.CreateDelegate<Action<object, int[]>>()(MakeStruct(0), places);
        return places;
    }
}
