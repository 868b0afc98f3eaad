// Writes a name section (spec appendix A.4): the inverse of NameSection.
using Weft.Wasm.Binary;

namespace Weft.Wasm.CustomSections;

/// <summary>Collects names and writes them as a name section. Indices of a kind must ascend, and owners must; kinds may come in any order.</summary>
public sealed class NameSectionWriter
{
    private readonly Subsection?[] _subsections = new Subsection?[(int)NameKind.Tag + 1];
    private byte[]? _moduleName;

    /// <summary>Whether nothing was named.</summary>
    public bool IsEmpty => _moduleName is null && Array.TrueForAll(_subsections, subsection => subsection is null);

    /// <summary>Names the module.</summary>
    /// <param name="utf8Name">Valid UTF-8.</param>
    public void SetModuleName(ReadOnlySpan<byte> utf8Name) => _moduleName = utf8Name.ToArray();

    /// <summary>Names something in an index space of the module.</summary>
    /// <param name="kind">The index space.</param>
    /// <param name="index">Its index, above that of the last name of the kind.</param>
    /// <param name="utf8Name">Valid UTF-8.</param>
    /// <exception cref="ArgumentException">The index does not ascend, or the kind has names in two levels.</exception>
    public void Add(NameKind kind, int index, ReadOnlySpan<byte> utf8Name)
    {
        if (kind == NameKind.Module || NameSection.IsIndirect(kind))
        {
            throw new ArgumentException($"{kind} is not an index space of the module", nameof(kind));
        }

        (_subsections[(int)kind] ??= new Subsection()).Add(index, utf8Name);
    }

    /// <summary>Names a local, a label or a field.</summary>
    /// <param name="kind"><see cref="NameKind.Local"/>, <see cref="NameKind.Label"/> or <see cref="NameKind.Field"/>.</param>
    /// <param name="owner">The function or structure type.</param>
    /// <param name="index">Its index, above that of the last name of the same owner.</param>
    /// <param name="utf8Name">Valid UTF-8.</param>
    /// <exception cref="ArgumentException">An index does not ascend, or the kind has names in one level.</exception>
    public void Add(NameKind kind, int owner, int index, ReadOnlySpan<byte> utf8Name)
    {
        if (!NameSection.IsIndirect(kind))
        {
            throw new ArgumentException($"{kind} has no names in two levels", nameof(kind));
        }

        var subsection = _subsections[(int)kind] ??= new Subsection();
        subsection.SetOwner(owner);
        subsection.Add(index, utf8Name);
    }

    /// <summary>The section.</summary>
    /// <param name="place">Where it stands; the specification wants it behind the data section.</param>
    public CustomSection ToCustomSection(SectionPlace place = SectionPlace.Last)
    {
        var writer = new ByteWriter();
        if (_moduleName is { } moduleName)
        {
            var name = new ByteWriter();
            WriteName(name, moduleName);
            WriteSubsection(writer, NameKind.Module, name);
        }

        for (var kind = NameKind.Function; kind <= NameKind.Tag; kind++)
        {
            if (_subsections[(int)kind] is { } subsection)
            {
                WriteSubsection(writer, kind, subsection.Finish());
            }
        }

        return new CustomSection(NameSection.SectionName, writer.ToArray(), place);
    }

    private static void WriteSubsection(ByteWriter writer, NameKind kind, ByteWriter contents)
    {
        writer.WriteByte((byte)kind);
        writer.WriteIndex(contents.Length);
        writer.WriteBytes(contents.WrittenSpan);
    }

    private static void WriteName(ByteWriter writer, ReadOnlySpan<byte> name)
    {
        writer.WriteIndex(name.Length);
        writer.WriteBytes(name);
    }

    /// <summary>One subsection: entries of the current map, and the maps of the owners before.</summary>
    private sealed class Subsection
    {
        private readonly ByteWriter _entries = new();
        private readonly ByteWriter _maps = new();
        private int _entryCount;
        private int _ownerCount;
        private int _owner = -1;
        private int _last = -1;

        public void SetOwner(int owner)
        {
            if (owner == _owner)
            {
                return;
            }

            ThrowIfNotAscending(owner, _owner);
            FlushMap();
            _owner = owner;
            _ownerCount++;
            _last = -1;
        }

        public void Add(int index, ReadOnlySpan<byte> name)
        {
            ThrowIfNotAscending(index, _last);
            _last = index;
            _entryCount++;
            _entries.WriteIndex(index);
            WriteName(_entries, name);
        }

        public ByteWriter Finish()
        {
            var writer = new ByteWriter();
            writer.WriteIndex(_owner < 0 ? _entryCount : _ownerCount);
            if (_owner >= 0)
            {
                FlushMap();
                writer.WriteBytes(_maps.WrittenSpan);
            }

            writer.WriteBytes(_entries.WrittenSpan);
            return writer;
        }

        private void FlushMap()
        {
            if (_owner >= 0 && _entryCount > 0)
            {
                _maps.WriteIndex(_owner);
                _maps.WriteIndex(_entryCount);
                _maps.WriteBytes(_entries.WrittenSpan);
                _entries.Clear();
                _entryCount = 0;
            }
        }

        private static void ThrowIfNotAscending(int index, int last)
        {
            if (index <= last)
            {
                throw new ArgumentException($"index {index} after {last}: indices must ascend", nameof(index));
            }
        }
    }
}
