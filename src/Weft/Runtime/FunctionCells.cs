// The cells of the functions that instances define: one block an instance, zero at first, filled a cell at a time.
using Weft.Interpreter;

namespace Weft.Runtime;

/// <summary>
/// Makes the cells of a store's instances. A block of them is address space until cells are used, so that an instance of a module with tens
/// of thousands of functions costs an array of pointers and no more. A cell that is used first, and is found to be empty, is filled here: its
/// block tells whose it is, and its place in the block which function.
/// </summary>
internal sealed unsafe class FunctionCells(Store store)
{
    /// <summary>The <see cref="FunctionCell.TypeId"/> of an empty cell: no type has it.</summary>
    public const int NoType = 0;

    // By address. No list: of one's own structures it has the runtime load and look up more at each start.
    private Block[] _blocks = new Block[4];
    private int _count;

    /// <summary>Makes the cells of an instance and lets pointers point at them.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="pointers">Its function index space behind the imports, as long as the functions that the module defines.</param>
    public void Allocate(Instance instance, FunctionCell** pointers)
    {
        var count = instance.Definition.FunctionCount;
        if (count == 0)
        {
            return;
        }

        // SAFETY: the block lives as long as the store. Where addresses lie, order the list by them.
        var cells = store.Arena.Allocate<FunctionCell>(count);
        var block = new Block((nint)cells, (nint)(cells + count), instance);
        Insert(IndexAfter(block.Start), block);
        for (var i = 0; i < count; i++)
        {
            pointers[i] = cells + i;
        }
    }

    /// <summary>Fills a cell.</summary>
    /// <param name="cell">A cell of this store that is empty.</param>
    public void Fill(FunctionCell* cell)
    {
        var index = IndexAfter((nint)cell) - 1;
        if (index < 0 || (nint)cell >= _blocks[index].End)
        {
            throw new InvalidOperationException("the cell belongs to no instance of the store");
        }

        var block = _blocks[index];
        var module = block.Instance.Validated;

        // SAFETY: the cell lies in the block, which has one for each function of the module.
        var function = module.ImportedFunctionCount + (int)(cell - (FunctionCell*)block.Start);
        cell->Instance = block.Instance.Context;
        cell->Store = block.Instance.Context->Store;
        cell->FunctionIndex = function;
        FunctionStub.Initialize(cell, module.GetFunctionType(function), isHost: false);
        cell->TypeId = module.FunctionTypeIds[function];
        if (block.Instance.Compiled is { } compiled && compiled.GetEntry(function) is not 0 and var entry)
        {
            FunctionStub.SetCompiled(cell, entry, module.HandlesExceptions);
        }
    }

    private void Insert(int index, Block block)
    {
        if (_count == _blocks.Length)
        {
            var more = new Block[2 * _count];
            _blocks.CopyTo(more, 0);
            _blocks = more;
        }

        for (var i = _count++; i > index; i--)
        {
            _blocks[i] = _blocks[i - 1];
        }

        _blocks[index] = block;
    }

    // The index of the first block that begins after an address. The last ones are asked for most, and added at the end most often.
    private int IndexAfter(nint address)
    {
        int low = 0, high = _count;
        if (high != 0 && _blocks[high - 1].Start <= address)
        {
            return high;
        }

        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_blocks[middle].Start <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private readonly record struct Block(nint Start, nint End, Instance Instance);
}
