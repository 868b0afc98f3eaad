// What code that was compiled for any process must be told about the one that runs it: for each type of the module its canonical id, where
// casts to it remember answers, and where the fields of a structure are. A table of words that instances point at; the order of the words
// follows from the module, so that emitter and loader agree without a word.
using Weft.Runtime;
using Weft.Wasm;
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>The words of a module's table, by index.</summary>
internal static class CodeBindings
{
    /// <summary>Where the canonical id of a type is.</summary>
    public static int TypeIdOf(int typeIndex) => typeIndex;

    /// <summary>Where the address of the answers of <see cref="Support.IsObjectOf"/> is.</summary>
    public static int AnswersOf(ValidatedModule module, int typeIndex) => module.CanonicalTypes.Length + typeIndex;

    /// <summary>Where the place of a field of a structure is.</summary>
    public static int PlaceOf(ValidatedModule module, int typeIndex, int field)
    {
        var index = 2 * module.CanonicalTypes.Length;
        for (var i = 0; i < typeIndex; i++)
        {
            index += FieldCount(module, i);
        }

        return index + field;
    }

    /// <summary>The table for an engine.</summary>
    /// <param name="module">The module.</param>
    /// <param name="shapes">What objects look like there. Linked code alone runs where they are not of emitted classes, and asks no answers.</param>
    /// <param name="arena">What it is taken from.</param>
    /// <returns>The table; null when it has no words.</returns>
    public static unsafe nint* Make(ValidatedModule module, ShapeRegistry shapes, NativeArena arena)
    {
        var count = module.CanonicalTypes.Length;
        if (count == 0)
        {
            return null;
        }

        // SAFETY: as many words as there are places for, see PlaceOf.
        var table = (nint*)arena.Allocate((nuint)PlaceOf(module, count, 0) * (nuint)sizeof(nint));
        var place = 2 * count;
        for (var i = 0; i < count; i++)
        {
            table[TypeIdOf(i)] = module.CanonicalTypes[i];
            if (module.GetCompositeType(i) is FunctionType)
            {
                continue;
            }

            var shape = shapes.Get(module.CanonicalTypes[i]);
            table[AnswersOf(module, i)] = shape is EmittedShape emitted ? emitted.KeepAnswers() : 0;
            if (module.GetCompositeType(i) is StructType)
            {
                foreach (var offset in shape.Places)
                {
                    table[place++] = offset;
                }
            }
        }

        return table;
    }

    private static int FieldCount(ValidatedModule module, int typeIndex) =>
        module.GetCompositeType(typeIndex) is StructType structure ? structure.Fields.Length : 0;
}
