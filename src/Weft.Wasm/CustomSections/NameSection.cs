// The name section (spec appendix A.4): what producers called things. Never an error of the module: what is malformed in it is ignored.
using System.Text;
using Weft.Wasm.Binary;

namespace Weft.Wasm.CustomSections;

/// <summary>
/// The names of a name section, read subsection by subsection when they are asked for. A malformed subsection gives no names; a
/// malformed sequence of subsections ends before the fault. <see cref="FindError"/> tells what is wrong. Thread-safe.
/// </summary>
public sealed class NameSection
{
    /// <summary>The name of the custom section.</summary>
    public const string SectionName = "name";

    private const int Kinds = (int)NameKind.Tag + 1;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly long _offset;
    private readonly (int Start, int Length)[] _subsections = new (int, int)[Kinds];
    private readonly object?[] _maps = new object?[Kinds];
    private readonly MalformedModuleException? _structureError;

    private NameSection(CustomSection section)
    {
        _bytes = section.Bytes;
        _offset = section.Offset;
        try
        {
            FindSubsections();
        }
        catch (MalformedModuleException error)
        {
            _structureError = error;
        }
    }

    /// <summary>The name of the module, or null.</summary>
    public string? ModuleName => TryGetModuleName(out var name) ? Encoding.UTF8.GetString(name) : null;

    /// <summary>Finds the subsections; never fails.</summary>
    /// <param name="section">A custom section with the name <see cref="SectionName"/>.</param>
    /// <exception cref="ArgumentException">It has another name.</exception>
    public static NameSection Read(CustomSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return section.Name == SectionName ? new NameSection(section) : throw new ArgumentException($"\"{section.Name}\" is no name section", nameof(section));
    }

    /// <summary>The names of an index space.</summary>
    /// <param name="kind">Any but <see cref="NameKind.Module"/>, <see cref="NameKind.Local"/>, <see cref="NameKind.Label"/> and <see cref="NameKind.Field"/>.</param>
    public NameMap GetNames(NameKind kind)
    {
        if (kind is NameKind.Module || IsIndirect(kind))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "not an index space of the module");
        }

        // Threads may read the same subsection at once; the results are equal.
        if (Volatile.Read(ref _maps[(int)kind]) is not NameMap map)
        {
            Volatile.Write(ref _maps[(int)kind], map = Lenient(kind, ReadNames) ?? NameMap.Empty);
        }

        return map;
    }

    /// <summary>The names of locals, labels or fields.</summary>
    /// <param name="kind"><see cref="NameKind.Local"/>, <see cref="NameKind.Label"/> or <see cref="NameKind.Field"/>.</param>
    public IndirectNameMap GetIndirectNames(NameKind kind)
    {
        if (!IsIndirect(kind))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "not names in two levels");
        }

        if (Volatile.Read(ref _maps[(int)kind]) is not IndirectNameMap map)
        {
            Volatile.Write(ref _maps[(int)kind], map = Lenient(kind, ReadIndirectNames) ?? IndirectNameMap.Empty);
        }

        return map;
    }

    /// <summary>The name of the module as valid UTF-8, when it has one.</summary>
    public bool TryGetModuleName(out ReadOnlySpan<byte> name)
    {
        name = default;
        if (_subsections[(int)NameKind.Module].Start == 0)
        {
            return false;
        }

        try
        {
            name = ReadModuleName();
            return true;
        }
        catch (MalformedModuleException)
        {
            // Appendix A.4: a malformed name section is as if it were not there.
            return false;
        }
    }

    /// <summary>Reads everything; the first subsection that is malformed, or null when the section is well-formed.</summary>
    public MalformedModuleException? FindError()
    {
        for (var kind = NameKind.Module; kind <= NameKind.Tag; kind++)
        {
            try
            {
                _ = _subsections[(int)kind].Start == 0 ? null
                    : kind == NameKind.Module ? ReadModuleName().ToString()
                    : IsIndirect(kind) ? ReadIndirectNames(kind)
                    : (object)ReadNames(kind);
            }
            catch (MalformedModuleException error)
            {
                return error;
            }
        }

        return _structureError;
    }

    internal static bool IsIndirect(NameKind kind) => kind is NameKind.Local or NameKind.Label or NameKind.Field;

    private void FindSubsections()
    {
        var reader = new ByteReader(_bytes.Span, _offset);
        for (var last = -1; !reader.AtEnd;)
        {
            var at = reader.Offset;
            var id = reader.ReadByte();
            if (id <= last)
            {
                throw new MalformedModuleException($"malformed name section: subsection {id} after {last}, they must ascend", at);
            }

            last = id;
            var size = reader.ReadU32();
            if (size > (uint)reader.Remaining)
            {
                throw new MalformedModuleException($"unexpected end: name subsection {id} announces {size} bytes, but only {reader.Remaining} follow", at);
            }

            if (id < Kinds)
            {
                _subsections[id] = (reader.Position, (int)size);
            }

            reader.Position += (int)size;
        }
    }

    private ByteReader Open(NameKind kind, out ReadOnlyMemory<byte> bytes)
    {
        var (start, length) = _subsections[(int)kind];
        bytes = _bytes.Slice(start, length);
        return new ByteReader(bytes.Span, _offset + start);
    }

    private static void Close(in ByteReader reader, NameKind kind)
    {
        if (!reader.AtEnd)
        {
            reader.Throw($"section size mismatch: {reader.Remaining} bytes are left at the end of name subsection {(int)kind}");
        }
    }

    private ReadOnlySpan<byte> ReadModuleName()
    {
        var reader = Open(NameKind.Module, out _);
        var name = NameMap.ReadName(ref reader);
        Close(reader, NameKind.Module);
        return name;
    }

    private NameMap ReadNames(NameKind kind)
    {
        var reader = Open(kind, out var bytes);
        var map = NameMap.Read(ref reader, bytes);
        Close(reader, kind);
        return map;
    }

    private IndirectNameMap ReadIndirectNames(NameKind kind)
    {
        var reader = Open(kind, out var bytes);
        var map = IndirectNameMap.Read(ref reader, bytes);
        Close(reader, kind);
        return map;
    }

    private T? Lenient<T>(NameKind kind, Func<NameKind, T> read)
        where T : class
    {
        if (_subsections[(int)kind].Start == 0)
        {
            return null;
        }

        try
        {
            return read(kind);
        }
        catch (MalformedModuleException)
        {
            // Appendix A.4: a malformed name section is as if it were not there.
            return null;
        }
    }
}
