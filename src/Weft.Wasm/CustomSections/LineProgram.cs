// Line number programs (DWARF 5 section 6.2.5): a small machine whose rows say at which address which line begins.
using Weft.Wasm.Binary;

namespace Weft.Wasm.CustomSections;

/// <summary>A row of a line table: from this address on, this place.</summary>
internal readonly record struct LineRow(ulong Address, ulong File, uint Line, ulong Column);

/// <summary>Runs a line number program, a row at a time. Failures are <see cref="MalformedModuleException"/>.</summary>
internal ref struct LineProgram
{
    private readonly LineUnit _unit;
    private ByteReader _reader;
    private ulong _address;
    private ulong _file;
    private uint _line;
    private ulong _column;

    /// <summary>Starts a unit's program.</summary>
    public LineProgram(ReadOnlySpan<byte> lines, LineUnit unit) : this(lines, unit, unit.ProgramStart, new LineRow(0, 1, 1, 0))
    {
    }

    /// <summary>Goes on behind a row.</summary>
    public LineProgram(ReadOnlySpan<byte> lines, LineUnit unit, int position, LineRow row)
    {
        _unit = unit;
        _reader = new ByteReader(lines[..unit.End]) { Position = position };
        Set(row);
    }

    /// <summary>Where the next instruction is.</summary>
    public readonly int Position => _reader.Position;

    /// <summary>The row that <see cref="MoveNext"/> came to.</summary>
    public LineRow Row { get; private set; }

    /// <summary>Whether the row only ends what the rows before it say.</summary>
    public bool IsEndOfSequence { get; private set; }

    /// <summary>Runs to the next row.</summary>
    /// <returns>False when the program is over.</returns>
    public bool MoveNext()
    {
        if (IsEndOfSequence)
        {
            IsEndOfSequence = false;
            Set(new LineRow(0, 1, 1, 0));
        }

        while (!_reader.AtEnd)
        {
            var opcode = _reader.ReadByte();
            if (opcode >= _unit.OpcodeBase ? RunSpecial(opcode) : opcode == 0 ? RunExtended() : RunStandard(opcode))
            {
                Row = new LineRow(_address, _file, _line, _column);
                return true;
            }
        }

        return false;
    }

    private void Set(LineRow row) => (_address, _file, _line, _column) = row;

    private bool RunSpecial(byte opcode)
    {
        var adjusted = opcode - _unit.OpcodeBase;
        _address += (ulong)(adjusted / _unit.LineRange) * _unit.InstructionLength;
        _line += (uint)(_unit.LineBase + (adjusted % _unit.LineRange));
        return true;
    }

    private bool RunStandard(byte opcode)
    {
        switch (opcode)
        {
            case 1: // copy
                return true;
            case 2: // advance_pc
                _address += _reader.ReadU64() * _unit.InstructionLength;
                return false;
            case 3: // advance_line
                _line += (uint)_reader.ReadS64();
                return false;
            case 4: // set_file
                _file = _reader.ReadU64();
                return false;
            case 5: // set_column
                _column = _reader.ReadU64();
                return false;
            case 8: // const_add_pc
                _address += (ulong)((255 - _unit.OpcodeBase) / _unit.LineRange) * _unit.InstructionLength;
                return false;
            case 9: // fixed_advance_pc
                _address += LineUnit.ReadU16(ref _reader);
                return false;
            default: // What says nothing about lines, and what is not known yet: the unit tells how many operands there are.
                for (var operands = _unit.OperandCount(opcode); operands > 0; operands--)
                {
                    _reader.ReadU64();
                }

                return false;
        }
    }

    private bool RunExtended()
    {
        var length = _reader.ReadU64();
        if (length == 0 || length > (ulong)_reader.Remaining)
        {
            _reader.Throw("an instruction of a line program does not fit");
        }

        var operands = new ByteReader(_reader.ReadBytes((int)length));
        switch (operands.ReadByte())
        {
            case 1: // end_sequence
                IsEndOfSequence = true;
                return true;
            case 2: // set_address
                _address = operands.Remaining == 8 ? operands.ReadFixedU64() : operands.ReadFixedU32();
                return false;
            default:
                return false;
        }
    }
}
