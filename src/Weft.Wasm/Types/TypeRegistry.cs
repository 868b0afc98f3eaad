// The types of an engine (spec 2.3.8-2.3.11, 3.1.5, 3.3): every defined type of every module gets one number here, so that types
// of different modules are equal exactly when their numbers are. Validation asks it about subtyping, the engines about casts.
using System.Collections.Immutable;

namespace Weft.Wasm;

/// <summary>
/// All defined types of an engine, each once. Recursive groups are canonical up to iso-recursive equality (spec 3.3.1): two groups
/// are the same when they are equal after their inner references are written relative to the group. Ids are dense from 1 and live
/// as long as the registry; 0 is no type, so that zeroed memory names none. Every member may be called from any thread.
/// </summary>
public sealed partial class TypeRegistry
{
    private readonly Dictionary<int[], int> _groups = new(RecursiveGroupKey.Comparer);
    private readonly Lock _lock = new();

    // Entries are only appended, under the lock, and a grown array replaces the old one: whoever has received an id can read its
    // entry without the lock.
    private volatile Entry[] _entries = MakeEntries();
    private volatile int _end = 1;

    /// <summary>The number of types.</summary>
    public int Count => _end - 1;

    /// <summary>A type by its id; the indices inside it are ids as well.</summary>
    public SubType this[int id] => _entries[Check(id)].Type;

    /// <summary>The ids of the chain of supertypes of a type, the root first and the type itself not included.</summary>
    public ReadOnlySpan<int> GetSupertypes(int id) => _entries[Check(id)].Ancestors;

    /// <summary>Whether a type is a function, structure or array type.</summary>
    public CompositeKind GetKind(int id) => _entries[Check(id)].Kind;

    /// <summary>The function type with an id.</summary>
    /// <exception cref="ArgumentException">The id is of another kind of type.</exception>
    public FunctionType GetFunctionType(int id) =>
        this[id].Composite as FunctionType ?? throw new ArgumentException($"type {id} is not a function type", nameof(id));

    /// <summary>
    /// Gives the types of a module their ids. Checks that every index is in scope and that chains of supertypes are short; whether
    /// declared supertypes fit is for <see cref="Validation.ModuleValidator"/> to check.
    /// </summary>
    /// <param name="groups">The type section: references are indices in it.</param>
    /// <returns>The id of each type, by its index in the type section.</returns>
    /// <exception cref="InvalidModuleException">A type names one that is not in scope, or has too many or too deep supertypes.</exception>
    public ImmutableArray<int> Canonicalize(ImmutableArray<RecursiveGroup> groups)
    {
        var count = 0;
        foreach (var group in groups)
        {
            count += group.Types.Length;
        }

        var ids = new int[count];
        var key = new RecursiveGroupKey();
        var start = 0;
        foreach (var group in groups)
        {
            if (group.Types.IsEmpty)
            {
                continue;
            }

            key.Encode(group.Types, ids.AsSpan(0, start), start);
            var first = Intern(key.Span, group.Types, new IndexMap(ids, start));
            for (var i = 0; i < group.Types.Length; i++)
            {
                ids[start + i] = first + i;
            }

            start += group.Types.Length;
        }

        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(ids);
    }

    /// <summary>The id of the first type of a group that stands after others in an index space; the others follow.</summary>
    /// <param name="group">The group, not empty: references are indices in the space.</param>
    /// <param name="ids">The ids of what stands before it.</param>
    internal int Canonicalize(RecursiveGroup group, int[] ids)
    {
        var key = new RecursiveGroupKey();
        key.Encode(group.Types, ids, ids.Length);
        return Intern(key.Span, group.Types, new IndexMap(ids, ids.Length));
    }

    /// <summary>The id of a function type: a group of one final type without supertype, as <c>(type (func ...))</c> defines it.</summary>
    /// <param name="type">The type; references inside it are ids.</param>
    public int GetFunctionTypeId(FunctionType type)
    {
        var key = new RecursiveGroupKey();
        var types = ImmutableArray.Create(new SubType(IsFinal: true, [], type));
        key.EncodeCanonical(types, _end);
        return Intern(key.Span, types, map: null);
    }

    // Entry 0 is a placeholder that no key leads to, whose type nobody asks for: what it is a subtype of may be asked.
    private static Entry[] MakeEntries()
    {
        var entries = new Entry[64];
        entries[0] = new Entry(type: null!, [], CompositeKind.Function);
        return entries;
    }

    private int Intern(ReadOnlySpan<int> key, ImmutableArray<SubType> types, IndexMap? map)
    {
        // A dictionary for several threads would spare those that load modules this lock, which is short, and each process a millisecond of loading it; so
        // would one that looks spans up.
        var copy = key.ToArray();
        lock (_lock)
        {
            if (!_groups.TryGetValue(copy, out var first))
            {
                _groups[copy] = first = Append(types, map);
            }

            return first;
        }
    }

    private int Append(ImmutableArray<SubType> types, IndexMap? map)
    {
        var first = _end;
        var entries = _entries;
        if (first + types.Length > entries.Length)
        {
            Array.Resize(ref entries, (int)Math.Max((uint)first + (uint)types.Length, Math.Min((uint)Array.MaxLength, (uint)entries.Length * 2)));
        }

        for (var i = 0; i < types.Length; i++)
        {
            var type = map is null ? types[i] : map.Map(types[i], first);
            var ancestors = Array.Empty<int>();
            if (!type.Supertypes.IsEmpty)
            {
                // Siblings share the chain of their supertype.
                ref var super = ref entries[type.Supertypes[0]];
                ancestors = super.Chain ??= [.. super.Ancestors, type.Supertypes[0]];
                if (ancestors.Length > ImplementationLimits.SubtypingDepth)
                {
                    throw new InvalidModuleException(
                        $"sub type has too deep a hierarchy: more than {ImplementationLimits.SubtypingDepth} supertypes above one another");
                }
            }

            entries[first + i] = new Entry(type, ancestors, type.Composite switch
            {
                FunctionType => CompositeKind.Function,
                StructType => CompositeKind.Struct,
                _ => CompositeKind.Array,
            });
        }

        _entries = entries;
        _end = first + types.Length;
        return first;
    }

    private int Check(int id) =>
        id > 0 && id < _end ? id : throw new ArgumentOutOfRangeException(nameof(id), id, "no such type in this registry");

    private struct Entry(SubType type, int[] ancestors, CompositeKind kind)
    {
        public readonly SubType Type = type;
        public readonly int[] Ancestors = ancestors;
        public readonly CompositeKind Kind = kind;

        // Ancestors and the type itself: made when the first subtype needs it, under the lock; readers never look at it.
        public int[]? Chain;
    }
}
