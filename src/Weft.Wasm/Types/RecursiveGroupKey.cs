// The identity of a recursive group (spec 3.1.5): its content with references to itself made relative ("rolled up") and references
// out of it made canonical, flattened into numbers that can be hashed and compared.
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Weft.Wasm;

/// <summary>Builds keys of groups, reusing one buffer.</summary>
internal sealed class RecursiveGroupKey
{
    private int[] _buffer = new int[32];
    private int _length;
    private int _start;
    private int _scope;
    private bool _isCanonical;

    public static EqualityComparer Comparer { get; } = new();

    public ReadOnlySpan<int> Span => _buffer.AsSpan(0, _length);

    /// <summary>Encodes a group of a module.</summary>
    /// <param name="types">The types of the group.</param>
    /// <param name="ids">The ids of the types before the group.</param>
    /// <param name="start">The index of its first type in the module.</param>
    public void Encode(ImmutableArray<SubType> types, ReadOnlySpan<int> ids, int start)
    {
        _length = 0;
        _start = start;
        _scope = start + types.Length;
        _isCanonical = false;
        EncodeTypes(types, ids);
    }

    /// <summary>Encodes a group whose references are ids already and never to the group itself.</summary>
    /// <param name="types">The types of the group.</param>
    /// <param name="count">The number of ids that there are.</param>
    public void EncodeCanonical(ImmutableArray<SubType> types, int count)
    {
        _length = 0;
        _start = count;
        _scope = count;
        _isCanonical = true;
        EncodeTypes(types, default);
    }

    private void EncodeTypes(ImmutableArray<SubType> types, ReadOnlySpan<int> ids)
    {
        for (var i = 0; i < types.Length; i++)
        {
            var type = types[i];
            if (type.Supertypes.Length > 1)
            {
                throw new InvalidModuleException($"sub type {_start + i} has {type.Supertypes.Length} supertypes, at most one is allowed");
            }

            var kind = type.Composite switch { FunctionType => 0, StructType => 1, _ => 2 };
            Add((type.IsFinal ? 1 : 0) | kind << 1 | type.Supertypes.Length << 3);
            foreach (var super in type.Supertypes)
            {
                if ((uint)super >= (uint)(_start + i))
                {
                    throw new InvalidModuleException($"unknown type {super}: supertype of type {_start + i}, which must stand after it");
                }

                AddIndex(super, ids);
            }

            switch (type.Composite)
            {
                case FunctionType function:
                    Add(function.Parameters.Length);
                    Add(function.Results.Length);
                    AddTypes(function.Parameters, ids);
                    AddTypes(function.Results, ids);
                    break;
                case StructType structure:
                    Add(structure.Fields.Length);
                    foreach (var field in structure.Fields)
                    {
                        AddField(field, ids);
                    }

                    break;
                case ArrayType array:
                    AddField(array.Element, ids);
                    break;
            }
        }
    }

    private void AddTypes(ImmutableArray<ValueType> types, ReadOnlySpan<int> ids)
    {
        foreach (var type in types)
        {
            AddType(type, 0, ids);
        }
    }

    private void AddField(FieldType field, ReadOnlySpan<int> ids) =>
        AddType(field.Type, (int)field.Packed << 16 | (field.IsMutable ? 1 << 24 : 0), ids);

    private void AddType(ValueType type, int flags, ReadOnlySpan<int> ids)
    {
        flags |= (int)type.Kind;
        if (!type.IsReference)
        {
            Add(flags);
            return;
        }

        flags |= (type.IsNullable ? 1 << 8 : 0) | (type.Heap.IsDefined ? 1 << 9 : 0);
        Add(flags);
        if (type.Heap.IsDefined)
        {
            AddIndex(type.Heap.Index, ids);
        }
        else
        {
            Add(type.Heap.Code);
        }
    }

    private void AddIndex(int index, ReadOnlySpan<int> ids)
    {
        if ((uint)index >= (uint)_scope)
        {
            throw new InvalidModuleException($"unknown type {index}: {_scope} types are in scope");
        }

        Add(index >= _start ? ~(index - _start) : _isCanonical ? index : ids[index]);
    }

    private void Add(int value)
    {
        if (_length == _buffer.Length)
        {
            Array.Resize(ref _buffer, _length * 2);
        }

        _buffer[_length++] = value;
    }

    /// <summary>Compares keys; the hash is the runtime's seeded one, so that nobody can prepare colliding types.</summary>
    internal sealed class EqualityComparer : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] int[] obj) => string.GetHashCode(MemoryMarshal.Cast<int, char>(obj.AsSpan()));
    }
}
