// The handles of an instance (CanonicalABI.md, "Table State", "Resource State").
using Weft.Components.CanonicalAbi;

namespace Weft.Components;

/// <summary>A handle: of a resource, or of something else that shares the table.</summary>
internal struct HandleEntry
{
    /// <summary>The resource type; null where the place is free or holds something else.</summary>
    public ComponentResourceType? Type;
    /// <summary>What stands for the resource in its instance.</summary>
    public ulong Representation;
    /// <summary>The object of the host.</summary>
    public object? Value;
    /// <summary>The call that a borrowed handle must be dropped in; null when it owns.</summary>
    public CallScope? Scope;
    /// <summary>The calls that it is lent to at the moment.</summary>
    public int Lends;

    /// <summary>Whether the place is in use.</summary>
    public readonly bool IsUsed => Type is not null;

    /// <summary>Whether it owns its resource.</summary>
    public readonly bool IsOwned => Scope is null;
}

/// <summary>The table of handles of an instance. Indices begin at 1; the one that was freed last is used first.</summary>
internal sealed class HandleTable
{
    private const int FirstEntries = 8;

    // Index 0 is never used: most instances have no handles, and share this.
    private static readonly HandleEntry[] s_none = new HandleEntry[1];

    private HandleEntry[] _entries = s_none;
    private readonly Stack<int> _free = new();
    private int _count = 1;

    /// <summary>Adds a handle.</summary>
    public int Add(in HandleEntry entry)
    {
        if (!_free.TryPop(out var index))
        {
            index = _count < ComponentLimits.Handles ? _count++ : throw new AbiException($"the table of handles is full: the limit is {ComponentLimits.Handles}");
            if (index >= _entries.Length)
            {
                Array.Resize(ref _entries, Math.Max(FirstEntries, _entries.Length * 2));
            }
        }

        _entries[index] = entry;
        return index;
    }

    /// <summary>The handle of a resource of a type.</summary>
    public ref readonly HandleEntry Get(uint index, ComponentResourceType type) => ref Find(index, type);

    /// <summary>Removes the handle of a resource of a type, which must not be lent.</summary>
    /// <param name="index">The handle.</param>
    /// <param name="type">The type.</param>
    /// <param name="mustOwn">Whether it has to own.</param>
    public HandleEntry Remove(uint index, ComponentResourceType type, bool mustOwn)
    {
        ref var entry = ref Find(index, type);
        if (entry.Lends != 0)
        {
            throw new AbiException("cannot remove owned resource while borrowed");
        }

        if (mustOwn && !entry.IsOwned)
        {
            throw new AbiException("cannot lift own resource from a borrow");
        }

        var removed = entry;
        entry = default;
        _free.Push((int)index);
        return removed;
    }

    /// <summary>A call uses the handle.</summary>
    public void Lend(int index) => _entries[index].Lends++;

    /// <summary>A call uses the handle no longer; while it did, the handle could not be removed.</summary>
    public void Return(int index) => _entries[index].Lends--;

    /// <summary>Drops all borrowed handles, for an instance without code that would do it.</summary>
    public void DropBorrowed()
    {
        for (var index = 1; index < _count; index++)
        {
            if (_entries[index].Scope is { } scope)
            {
                scope.Borrows--;
                _entries[index] = default;
                _free.Push(index);
            }
        }
    }

    private ref HandleEntry Find(uint index, ComponentResourceType type)
    {
        if (index >= (uint)_count || !_entries[index].IsUsed)
        {
            throw new AbiException($"unknown handle index {index}");
        }

        ref var entry = ref _entries[index];
        if (!ReferenceEquals(entry.Type, type))
        {
            throw new AbiException($"handle index {index} used with the wrong type, expected {Describe(type)} but found a different {Describe(entry.Type!)}");
        }

        return ref entry;
    }

    private static string Describe(ComponentResourceType type) => type.Instance is null ? "host-defined resource" : "guest-defined resource";
}
