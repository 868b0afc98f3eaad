// The part of .debug_line that belongs to one compilation: a header with directories and files, then a line program (DWARF 5 section 6.2.4,
// and versions 2 to 4).
using System.Text;
using Weft.Wasm.Binary;

namespace Weft.Wasm.CustomSections;

/// <summary>The header of a line table.</summary>
internal sealed class LineUnit
{
    // A table of files that is longer is not looked at: each frame of a trace may ask for another one's.
    private const int MaximumTable = 4 << 20;
    private const int MaximumName = 4096;

    // Kinds of an entry's contents, and how they are written.
    private const ulong ContentPath = 1;
    private const ulong ContentDirectory = 2;
    private const ulong FormBlock = 0x09, FormData1 = 0x0B, FormData2 = 0x05, FormData4 = 0x06, FormData8 = 0x07, FormData16 = 0x1E;
    private const ulong FormString = 0x08, FormLineString = 0x1F, FormDebugString = 0x0E, FormUnsigned = 0x0F;

    private byte[] _operandCounts = [];
    private int _version;
    private bool _is64;
    private int _tables;

    /// <summary>Where the program begins.</summary>
    public int ProgramStart { get; private set; }

    /// <summary>Where it ends, and the next unit begins.</summary>
    public int End { get; private set; }

    /// <summary>What operation advances are multiplied by.</summary>
    public byte InstructionLength { get; private set; }

    /// <summary>The least that a special opcode adds to the line.</summary>
    public sbyte LineBase { get; private set; }

    /// <summary>How many different line advances special opcodes know; not 0.</summary>
    public byte LineRange { get; private set; }

    /// <summary>The first special opcode; not 0.</summary>
    public byte OpcodeBase { get; private set; }

    /// <summary>Reads a header.</summary>
    /// <param name="lines">The section.</param>
    /// <param name="position">Where the unit begins, and then where the next one does.</param>
    /// <returns>Null for a version that is not known.</returns>
    /// <exception cref="MalformedModuleException">There is no unit.</exception>
    public static LineUnit? Read(ReadOnlySpan<byte> lines, ref int position)
    {
        var reader = new ByteReader(lines) { Position = position };
        var unit = new LineUnit();
        ulong length = reader.ReadFixedU32();
        unit._is64 = length == 0xFFFF_FFFF;
        length = unit._is64 ? reader.ReadFixedU64() : length;
        if (length > (ulong)reader.Remaining)
        {
            reader.Throw("a line table does not fit");
        }

        position = unit.End = reader.Position + (int)length;
        reader = new ByteReader(lines[..unit.End]) { Position = reader.Position };
        unit._version = ReadU16(ref reader);
        if (unit._version is < 2 or > 5)
        {
            return null;
        }

        if (unit._version == 5)
        {
            // The sizes of addresses and of segment selectors: instructions tell the first, and there are no segments.
            ReadU16(ref reader);
        }

        var headerLength = unit.ReadOffset(ref reader);
        if (headerLength > (ulong)reader.Remaining)
        {
            reader.Throw("the header of a line table does not fit");
        }

        unit.ProgramStart = reader.Position + (int)headerLength;
        unit.InstructionLength = reader.ReadByte();
        if (unit._version >= 4)
        {
            // Operations in one instruction word: one, as there is no such machine here.
            reader.ReadByte();
        }

        // Whether rows are statements by default: all rows are taken.
        reader.ReadByte();
        unit.LineBase = (sbyte)reader.ReadByte();
        unit.LineRange = reader.ReadByte();
        unit.OpcodeBase = reader.ReadByte();
        if (unit.LineRange == 0 || unit.OpcodeBase == 0)
        {
            reader.Throw("the header of a line table divides by zero");
        }

        unit._operandCounts = reader.ReadBytes(unit.OpcodeBase - 1).ToArray();
        unit._tables = reader.Position;
        return unit;
    }

    /// <summary>The operands of a standard opcode, which are LEB128 numbers.</summary>
    public int OperandCount(byte opcode) => _operandCounts[opcode - 1];

    /// <summary>The path of a file, without the directory of the compilation.</summary>
    /// <returns>Null when there is no such file.</returns>
    /// <exception cref="MalformedModuleException">The tables are malformed.</exception>
    public string? FindFile(ReadOnlySpan<byte> lines, LineStrings strings, ulong file)
    {
        if (ProgramStart < _tables || ProgramStart - _tables > MaximumTable)
        {
            return null;
        }

        var reader = new ByteReader(lines[..ProgramStart]) { Position = _tables };
        return _version == 5 ? FindFile5(ref reader, strings, file) : FindFile4(ref reader, file);
    }

    /// <summary>Two little-endian bytes.</summary>
    public static ushort ReadU16(scoped ref ByteReader reader) => (ushort)(reader.ReadByte() | (reader.ReadByte() << 8));

    private ulong ReadOffset(scoped ref ByteReader reader) => _is64 ? reader.ReadFixedU64() : reader.ReadFixedU32();

    // Lists that end with an empty string. Files and directories count from 1; directory 0 is the compilation's.
    private static string? FindFile4(scoped ref ByteReader reader, ulong file)
    {
        var directories = reader.Position;
        while (!ReadString(ref reader).IsEmpty)
        {
        }

        for (ulong index = 1; ; index++)
        {
            var name = ReadString(ref reader);
            if (name.IsEmpty)
            {
                return null;
            }

            var directory = reader.ReadU64();
            reader.ReadU64();
            reader.ReadU64();
            if (index == file)
            {
                reader.Position = directories;
                ReadOnlySpan<byte> path = default;
                for (ulong i = 1; i <= directory; i++)
                {
                    path = ReadString(ref reader);
                    if (path.IsEmpty)
                    {
                        break;
                    }
                }

                return Join(path, name);
            }
        }
    }

    // Both lists say first what their entries consist of. Both count from 0, where the compilation's own are.
    private string? FindFile5(scoped ref ByteReader reader, LineStrings strings, ulong file)
    {
        var directories = reader.Position;
        SkipEntries(ref reader, strings);
        if (!FindEntry(ref reader, strings, file, out var name, out var directory))
        {
            return null;
        }

        ReadOnlySpan<byte> path = default;
        if (directory != 0)
        {
            reader.Position = directories;
            FindEntry(ref reader, strings, directory, out path, out _);
        }

        return Join(path, name);
    }

    private void SkipEntries(scoped ref ByteReader reader, LineStrings strings) => FindEntry(ref reader, strings, ulong.MaxValue, out _, out _);

    private bool FindEntry(scoped ref ByteReader reader, LineStrings strings, ulong wanted, out ReadOnlySpan<byte> path, out ulong directory)
    {
        path = default;
        directory = 0;
        var format = new (ulong Content, ulong Form)[reader.ReadByte()];
        for (var i = 0; i < format.Length; i++)
        {
            format[i] = (reader.ReadU64(), reader.ReadU64());
        }

        var count = reader.ReadU64();
        if (format.Length == 0 && count != 0)
        {
            reader.Throw("entries of a line table consist of nothing");
        }

        // Each entry takes bytes, so that their number is bounded whatever the count says.
        for (ulong index = 0; index < count; index++)
        {
            foreach (var (content, form) in format)
            {
                var text = ReadForm(ref reader, strings, form, out var number);
                if (index == wanted && content == ContentPath)
                {
                    path = text;
                }
                else if (index == wanted && content == ContentDirectory)
                {
                    directory = number;
                }
            }

            if (index == wanted)
            {
                return true;
            }
        }

        return false;
    }

    private ReadOnlySpan<byte> ReadForm(scoped ref ByteReader reader, LineStrings strings, ulong form, out ulong number)
    {
        number = 0;
        switch (form)
        {
            case FormString:
                return ReadString(ref reader);
            case FormLineString:
                return strings.FindLineString(ReadOffset(ref reader));
            case FormDebugString:
                return strings.FindDebugString(ReadOffset(ref reader));
            case FormUnsigned:
                number = reader.ReadU64();
                return default;
            case FormData1:
                number = reader.ReadByte();
                return default;
            case FormData2:
                number = ReadU16(ref reader);
                return default;
            case FormData4:
                number = reader.ReadFixedU32();
                return default;
            case FormData8:
                number = reader.ReadFixedU64();
                return default;
            case FormData16:
                reader.ReadBytes(16);
                return default;
            case FormBlock:
                reader.ReadBytes((int)Math.Min(reader.ReadU64(), int.MaxValue));
                return default;
            default:
                reader.Throw("an entry of a line table has an unknown form");
                return default;
        }
    }

    private static ReadOnlySpan<byte> ReadString(scoped ref ByteReader reader)
    {
        var rest = reader;
        var length = rest.ReadBytes(rest.Remaining).IndexOf((byte)0);
        if (length < 0)
        {
            reader.Throw("a string of a line table does not end");
        }

        var text = reader.ReadBytes(length);
        reader.ReadByte();
        return text;
    }

    private static string? Join(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return null;
        }

        var file = Decode(name);
        return directory.IsEmpty || file.StartsWith('/') ? file : $"{Decode(directory)}/{file}";
    }

    private static string Decode(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..Math.Min(text.Length, MaximumName)]);
}
