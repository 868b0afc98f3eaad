// Table instances (spec 4.2.6). Tables of functions are native arrays of cells, others are arrays of objects.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft;

/// <summary>A table of references (spec 4.2.6).</summary>
public sealed unsafe partial class Table : External
{
    private readonly ulong _maximum;
    private object?[] _elements = [];
    private ulong _capacity;

    /// <summary>Makes a table.</summary>
    /// <param name="store">The store it belongs to.</param>
    /// <param name="type">Its type; indices inside are ids of the engine's registry.</param>
    /// <param name="initial">What every element is at first.</param>
    /// <exception cref="ArgumentException">The initial element is of another type or store, or the type is not valid.</exception>
    /// <exception cref="LinkException">The store's limit does not allow its size.</exception>
    public Table(Store store, TableType type, object? initial = null)
        : this(store, type, initial, null)
    {
    }

    /// <summary>Makes a table with its cell at a place (zeros, where compiled code of an instance looks for it), or anywhere for null.</summary>
    internal Table(Store store, TableType type, object? initial, TableCell* cell)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        Store = store.CheckUse();
        Type = type;
        if (!type.Element.IsReference || type.Limits.Minimum > (type.Limits.Maximum ?? ulong.MaxValue))
        {
            throw new ArgumentException("size minimum must not be greater than maximum, and elements must be references", nameof(type));
        }

        if (initial is not null || !type.Element.IsNullable)
        {
            ReferenceChecks.CheckReference(initial, type.Element, store, "the initial element of the table");
        }

        IsFunctionTable = store.Engine.Types.GetTop(type.Element.Heap) == AbstractHeapType.Func;
        _maximum = Math.Min(type.Limits.Maximum ?? ulong.MaxValue, (ulong)store.Options.MaxTableElements);
        if (type.Limits.Minimum > _maximum)
        {
            throw new LinkException($"table of {type.Limits.Minimum} elements is more than the store allows: {_maximum}");
        }

        Cell = cell != null ? cell : store.Arena.Allocate<TableCell>();
        store.Own(this);
        if (Grow(type.Limits.Minimum, initial) < 0)
        {
            throw new LinkException($"table of {type.Limits.Minimum} elements is more than the host allows or there is memory for");
        }
    }

    /// <summary>The type it was made with; <see cref="Length"/> is its present size.</summary>
    public TableType Type { get; }

    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Table;

    /// <inheritdoc/>
    public override ExternalType ExternalType => Type with { Limits = Type.Limits with { Minimum = Length } };

    /// <summary>The store it belongs to.</summary>
    public Store Store { get; }

    /// <summary>The number of elements.</summary>
    public ulong Length
    {
        get
        {
            Store.CheckUse();
            return Cell->Length;
        }
    }

    internal TableCell* Cell { get; }

    /// <summary>Whether the elements are functions and live in the cell; otherwise they are objects.</summary>
    internal bool IsFunctionTable { get; }

    internal override Store? Owner => Store;

    /// <summary>An element.</summary>
    /// <param name="index">Its index.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="ArgumentException">Setting: the reference is of another type or store.</exception>
    public object? this[ulong index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
            return Get(index);
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
            ReferenceChecks.CheckReference(value, Type.Element, Store, "an element of the table");
            Set(index, value);
        }
    }

    /// <summary>Makes it larger (spec 4.4.6, table.grow).</summary>
    /// <param name="count">How many elements more.</param>
    /// <param name="value">What they are.</param>
    /// <returns>The size before; -1 when the type or the store's limit does not allow it.</returns>
    /// <exception cref="ArgumentException">The reference is of another type or store.</exception>
    public long GrowBy(ulong count, object? value)
    {
        Store.CheckUse();
        ReferenceChecks.CheckReference(value, Type.Element, Store, "an element of the table");
        return Grow(count, value);
    }

    internal long Grow(ulong count, object? value)
    {
        var before = Cell->Length;
        if (count > _maximum - before)
        {
            return -1;
        }

        if (Store.Options.TableGrowing is { } limiter)
        {
            if (!limiter(new GrowthRequest(before, before + count, Type.Limits.Maximum)))
            {
                return -1;
            }

            // The host's function may have grown this table, or disposed the store.
            Store.CheckUse();
            if (Cell->Length != before)
            {
                return -1;
            }
        }

        if (!TryReserve(before + count))
        {
            return -1;
        }

        Cell->Length = before + count;
        FillUnchecked(before, value, count);
        return (long)before;
    }

    internal void Free()
    {
        // SAFETY: nothing runs any more; the pointer is forgotten before anybody can look again.
        NativeMemory.Free(Cell->Functions);
        Cell->Functions = null;
        Cell->Length = 0;
    }

    // Room for elements that are zero until they are set. Doubles, so that growth one by one is not quadratic.
    private bool TryReserve(ulong count)
    {
        if (count <= _capacity)
        {
            return true;
        }

        var capacity = Math.Min(Math.Max(count, _capacity * 2), _maximum);
        try
        {
            if (IsFunctionTable)
            {
                // SAFETY: the new block has room for all elements; running code reads the pointer anew at every access.
                Cell->Functions = (FunctionCell**)NativeMemory.Realloc(Cell->Functions, checked((nuint)capacity * (nuint)sizeof(FunctionCell*)));
            }
            else
            {
                Array.Resize(ref _elements, (int)capacity);
            }
        }
        catch (OutOfMemoryException)
        {
            return false;
        }

        _capacity = capacity;
        return true;
    }

    [DoesNotReturn]
    private void ThrowOutOfBounds(ulong index, ulong count) =>
        Throw.Trap(TrapKind.TableOutOfBounds, $"{count} elements at {index} of a table of {Cell->Length}");
}
