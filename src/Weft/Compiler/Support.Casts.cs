// Casts for emitted code. .NET tests for a class that others derive from by walking up from the object's own, which is slow where the
// answer is no. So each such class remembers its answers for the classes of objects that came by.
// SAFETY: the answers lie in a pinned array of the class's shape, which lives as long as the engine, and with it as the code. Only classes of
// objects of the guest are remembered, which the engine keeps as well: the identity of none of them can become that of another class.
using System.Runtime.CompilerServices;
using Weft.Runtime;

namespace Weft.Compiler;

internal static unsafe partial class Support
{
    /// <summary>How many answers a class remembers; behind them stands its canonical id.</summary>
    public const int CastAnswers = 32;

    // Classes that are emitted one after the other are about as far apart as this.
    private const int ClassShift = 6;

    /// <summary>Whether a reference is of a class.</summary>
    /// <param name="value">The reference; null is not.</param>
    /// <param name="answers">The class's answers: its identity for yes, one more for no.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsObjectOf(object? value, nint* answers)
    {
        if (value is null)
        {
            return false;
        }

        var identity = IdentityOf(value);
        var answer = answers[(identity >>> ClassShift) & (CastAnswers - 1)];
        return answer == identity || (answer != identity + 1 && Learn(value, answers));
    }

    /// <summary>Whether a reference is of a type, where objects of several types may be of one class.</summary>
    public static bool IsObjectOfType(object? value, int typeId)
    {
        // The two classes are sealed: each test is a comparison.
        var shape = value switch
        {
            PortableStruct structure => structure.Shape,
            PortableArray array => array.Shape,
            HeapObject other => other.Shape,
            _ => null,
        };
        return shape is not null && (shape.TypeId == typeId || shape.Types.IsSubtype(shape.TypeId, typeId));
    }

    /// <summary>What an object begins with: a pointer that is different for each class. A test pins it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint IdentityOf(object value) => Unsafe.Add(ref Unsafe.As<uint, nint>(ref Unsafe.As<HeapObject>(value).StoreId), -1);

    /// <summary>Whether a reference is of the heap type eq, and not null.</summary>
    public static bool IsEq(object? value) => I31Space.Exists ? I31Space.Contains(value) || value is HeapObject : value is I31 or HeapObject;

    /// <summary>Whether a reference is of a function type.</summary>
    public static bool IsFunctionOf(object? value, int typeId, InstanceContext* context) =>
        value is Function function
        && (function.Cell->TypeId == typeId || InstanceOf(context).Store.Engine.Types.IsSubtype(function.Cell->TypeId, typeId));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Learn(object value, nint* answers)
    {
        if (value is not HeapObject made)
        {
            return false;
        }

        var shape = made.Shape;
        var holds = shape.Types.IsSubtype(shape.TypeId, (int)answers[CastAnswers]);
        var identity = IdentityOf(value);
        answers[(identity >>> ClassShift) & (CastAnswers - 1)] = holds ? identity : identity + 1;
        return holds;
    }
}
