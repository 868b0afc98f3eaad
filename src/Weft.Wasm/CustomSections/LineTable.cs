// Line tables (DWARF 5 section 6.2, in the custom section .debug_line): which line of the source an instruction came from. Addresses in them
// count from the start of the code section's contents. A module's author may write anything there: what is malformed is as if it were absent,
// and what looking costs is bounded.
using System.Collections.Immutable;

namespace Weft.Wasm.CustomSections;

/// <summary>
/// Finds the source of a module's instructions. Making one costs nothing; the sections are read when something is looked up first. Thread-safe.
/// </summary>
public sealed class LineTable
{
    // So many bytes of a line program are run at most to find a row.
    private const int SegmentBytes = 8192;

    // Linkers give code that they removed the address 0, or one of the last.
    private const ulong FirstTombstone = 0xFFFF_FFF0;

    private readonly long _codeOffset;
    private readonly ReadOnlyMemory<byte> _lines;
    private readonly LineStrings _strings;
    private readonly Lazy<Segment[]> _segments;
    private Answer? _last;

    /// <summary>The line tables of a module.</summary>
    public LineTable(ModuleDefinition module)
    {
        ArgumentNullException.ThrowIfNull(module);
        _codeOffset = module.CodeOffset;
        _lines = Find(module.CustomSections, ".debug_line");
        _strings = new LineStrings(Find(module.CustomSections, ".debug_line_str"), Find(module.CustomSections, ".debug_str"));
        _segments = new(BuildIndex);
    }

    /// <summary>Looks an instruction up.</summary>
    /// <param name="offset">Its offset in the binary module.</param>
    /// <returns>Null when the module says nothing about it, or nothing that makes sense.</returns>
    public SourceLocation? Find(long offset)
    {
        var address = offset - _codeOffset;
        if (_lines.IsEmpty || _codeOffset == 0 || address is <= 0 or > uint.MaxValue)
        {
            return null;
        }

        // Of a stack that recursion filled, every frame asks for the same.
        if (Volatile.Read(ref _last) is { } last && last.Address == address)
        {
            return last.Location;
        }

        var location = Search((ulong)address);
        Volatile.Write(ref _last, new Answer(address, location));
        return location;
    }

    private static ReadOnlyMemory<byte> Find(ImmutableArray<CustomSection> sections, string name)
    {
        foreach (var section in sections)
        {
            if (section.Name == name)
            {
                return section.Bytes;
            }
        }

        return default;
    }

    private SourceLocation? Search(ulong address)
    {
        var segments = _segments.Value;
        int low = 0, high = segments.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (segments[middle].First.Address <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if (low == 0 || address >= segments[low - 1].End)
        {
            return null;
        }

        var segment = segments[low - 1];
        try
        {
            var row = segment.First;
            var program = new LineProgram(_lines.Span, segment.Unit, segment.Position, row);
            while (program.Position < segment.EndPosition && program.MoveNext() && !program.IsEndOfSequence && program.Row.Address <= address)
            {
                row = program.Row;
            }

            return row.Line is 0 or > int.MaxValue || segment.Unit.FindFile(_lines.Span, _strings, row.File) is not { } file
                ? null
                : new SourceLocation(file, (int)row.Line, (int)Math.Min(row.Column, int.MaxValue));
        }
        catch (MalformedModuleException)
        {
            // The table of files is: the program has been run before.
            return null;
        }
    }

    private Segment[] BuildIndex()
    {
        var segments = new List<Segment>();
        var position = 0;
        try
        {
            while (position < _lines.Length)
            {
                if (LineUnit.Read(_lines.Span, ref position) is { } unit)
                {
                    AddSegments(segments, unit);
                }
            }
        }
        catch (MalformedModuleException)
        {
            // What stands before the mistake is kept; behind it nothing can be told apart.
        }

        segments.Sort((left, right) => left.First.Address.CompareTo(right.First.Address));
        return [.. segments];
    }

    private void AddSegments(List<Segment> segments, LineUnit unit)
    {
        var program = new LineProgram(_lines.Span, unit);
        var first = default(LineRow);
        var position = -1;
        var isRemoved = false;
        while (program.MoveNext())
        {
            if (position < 0)
            {
                isRemoved = program.Row.Address is 0 or >= FirstTombstone;
            }
            else if (program.IsEndOfSequence || program.Position - position > SegmentBytes)
            {
                if (!isRemoved && program.Row.Address > first.Address)
                {
                    segments.Add(new Segment(unit, first, position, program.Row.Address, program.Position));
                }
            }
            else
            {
                continue;
            }

            first = program.Row;
            position = program.IsEndOfSequence ? -1 : program.Position;
        }
    }

    private sealed record Answer(long Address, SourceLocation? Location);

    /// <summary>A piece of a line program: its first row, and where the rows after it are.</summary>
    private readonly record struct Segment(LineUnit Unit, LineRow First, int Position, ulong End, int EndPosition);
}
