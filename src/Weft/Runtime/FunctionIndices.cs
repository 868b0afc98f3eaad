// From references to functions back to indices of the module: for what writes the state of an instance down.
namespace Weft.Runtime;

/// <summary>The function index space of an instance, by the cells of its functions.</summary>
internal sealed unsafe class FunctionIndices
{
    private readonly Dictionary<nint, int> _first = [];
    private readonly Instance _instance;

    public FunctionIndices(Instance instance)
    {
        _instance = instance;
        for (var i = 0; i < instance.Validated.FunctionTypeIds.Length; i++)
        {
            // SAFETY: the index space has a pointer for each function of the module.
            _first.TryAdd((nint)instance.Context->Functions[i], i);
        }
    }

    /// <summary>The cell of a function, as tables hold it.</summary>
    public static nint CellOf(Function function) => (nint)function.Cell;

    /// <summary>A function of the module.</summary>
    /// <param name="cell">Its cell.</param>
    /// <param name="isSuitable">Whether an index is: one function may have been given to several imports, of several types.</param>
    /// <returns>Its index; -1 when it is not in the index space, or with no type that suits.</returns>
    public int Find(nint cell, Func<int, bool> isSuitable)
    {
        if (!_first.TryGetValue(cell, out var index))
        {
            return -1;
        }

        for (; index < _instance.Validated.ImportedFunctionCount; index++)
        {
            // SAFETY: as above.
            if ((nint)_instance.Context->Functions[index] == cell && isSuitable(index))
            {
                return index;
            }
        }

        // Functions that the module defines have cells of their own.
        return index < _instance.Validated.FunctionTypeIds.Length && (nint)_instance.Context->Functions[index] == cell && isSuitable(index) ? index : -1;
    }
}
