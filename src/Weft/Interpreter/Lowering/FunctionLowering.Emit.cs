// Writing bytecode, and looking back at the instruction before, which later ones may absorb.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Interpreter.Lowering;

internal sealed partial class FunctionLowering
{
    private readonly List<(int Position, int From, int Next)> _patches = [];
    private readonly List<int> _frameSizePatches = [];
    private List<(int Position, int Offset)>? _origins;
    private ushort[] _code = new ushort[256];
    private int _position;
    private int _offset;

    // The instruction that is being written.
    private int _start;

    // The instruction before this position, when no label stands between: -1 otherwise. The operand that it made: -1 when none.
    private int _last;
    private Bytecode _lastOp;
    private int _beforeLast;
    private int _lastResult;
    private int _fuelAt;
    private uint _fuelCount;

    private void ResetCode()
    {
        _position = 0;
        _patches.Clear();
        _frameSizePatches.Clear();
        _origins?.Clear();
        _fuelAt = -1;
        _fuelCount = 0;
        Barrier();
    }

    private void Begin(Bytecode op)
    {
        Reserve(32);
        HandlerTable.Prepare(op);
        if (_origins is not null)
        {
            while (_origins.Count != 0 && _origins[^1].Position >= _position)
            {
                _origins.RemoveAt(_origins.Count - 1);
            }

            _origins.Add((_position, _offset));
        }

        _farOperands = 0;
        _farResult = default;
        _start = _position;
        _beforeLast = _last;
        _last = _hasFarSlots ? -1 : _position;
        _lastOp = op;
        _lastResult = -1;
        _code[_position++] = (ushort)op;
    }

    private void Reserve(int words)
    {
        if (_position + words > _code.Length)
        {
            Array.Resize(ref _code, Math.Max(_code.Length * 2, _position + words));
        }
    }

    // A slot as an operand of 16 bits.
    private ushort Word(int slot)
    {
        if (slot < _firstFarSlot)
        {
            return (ushort)slot;
        }

        if (_hasFarSlots)
        {
            return (ushort)Near(slot);
        }

        _foundFarSlot = true;
        return 0;
    }

    private void Slot(int slot)
    {
        var word = Word(slot);
        _code[_position++] = word;
        StoreFarResult();
    }

    // A slot as an operand of 32 bits, where a frame or a range begins.
    private void WideSlot(int slot) => Int(slot);

    private void Number(int number)
    {
        if ((uint)number > ushort.MaxValue)
        {
            throw new InvalidOperationException($"an operand is larger than 16 bits: {number}");
        }

        _code[_position++] = (ushort)number;
        StoreFarResult();
    }

    private void Int(int value) => WriteLast(value, 2);

    private void Long(ulong value) => WriteLast(value, 4);

    private void Vector(Vector128<byte> value) => WriteLast(value, 8);

    private void WriteLast<T>(T value, int words)
        where T : unmanaged
    {
        Write(value, words);
        StoreFarResult();
    }

    private void Write<T>(T value, int words)
        where T : unmanaged
    {
        MemoryMarshal.Write(MemoryMarshal.AsBytes(_code.AsSpan(_position, words)), in value);
        _position += words;
    }

    private void PatchInt(int at, int value) => MemoryMarshal.Write(MemoryMarshal.AsBytes(_code.AsSpan(at, 2)), in value);

    private int IntAt(int at) => MemoryMarshal.Read<int>(MemoryMarshal.AsBytes(_code.AsSpan(at, 2)));

    // The instruction just written made the operand on top, in its first word.
    private void ResultOnTop() => _lastResult = _operands.Count - 1;

    private bool IsResultOfLast(in Operand operand) => operand.Place == OperandPlace.Slot && _last >= 0 && _lastResult == operand.Index;

    private bool IsResultOf(in Operand operand, Bytecode op) => IsResultOfLast(in operand) && _lastOp == op;

    // Takes the last instruction back; its operands are still where it found them.
    private void Rollback()
    {
        _position = _last;
        Barrier();
    }

    // What is before this position must stay as it is: a label is here, or somebody knows the position.
    private void Barrier()
    {
        _last = -1;
        _lastResult = -1;
    }

    // Writes a jump operand.
    private void Jump(Label label)
    {
        if (label.Position >= 0)
        {
            Int(label.Position - _start);
            return;
        }

        _patches.Add((_position, _start, label.Patches));
        label.Patches = _patches.Count - 1;
        Int(0);
    }

    // Writes a jump operand that is patched by hand.
    private int JumpAhead()
    {
        _patches.Add((_position, _start, -1));
        Int(0);
        return _patches.Count - 1;
    }

    private void Bind(int patch)
    {
        var (position, from, _) = _patches[patch];
        PatchInt(position, _position - from);
        Barrier();
    }

    private void Bind(Label label)
    {
        label.Position = _position;
        for (var patch = label.Patches; patch >= 0; patch = _patches[patch].Next)
        {
            PatchInt(_patches[patch].Position, _position - _patches[patch].From);
        }

        Barrier();
    }

    // The counters are words of the code itself, which running code decrements.
    private void CountEntry()
    {
        if (_options.Counted)
        {
            Begin(Bytecode.CountEntry);
            Int(_options.CallsUntilHot);
            Barrier();
        }
    }

    // Not in a handler of a legacy try, whose frame holds the exception as well, nor where the frame is laid out otherwise;
    // nor where the host listens: who began in the interpreter ends there.
    private void CountLoop()
    {
        if (_options.Counted && !_options.Listens && !_hasFarSlots && !_labels.Exists(label => label.ExceptionSlot >= 0))
        {
            Begin(Bytecode.CountLoop);
            Int(_options.RoundsUntilHot);
            Int(_offset);
            Barrier();
        }
    }

    // Where running time goes to another function, sampled code looks whether to say where it is: a jump backwards that leads ahead.
    private void EmitPoll()
    {
        if (_options.Sampled)
        {
            Begin(Bytecode.BkJump);
            Int(BytecodeInfo.GetLength(Bytecode.BkJump));
            Barrier();
        }
    }

    // Where a block of straight code begins: metered code pays for all of it at once.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StartFuel()
    {
        if (!_options.Metered)
        {
            return;
        }

        EndFuel();
        Begin(Bytecode.Fuel);
        _fuelAt = _position;
        Int(0);
        Barrier();
    }

    private void EndFuel()
    {
        if (_fuelAt >= 0)
        {
            PatchInt(_fuelAt, (int)_fuelCount);
        }

        _fuelAt = -1;
        _fuelCount = 0;
    }
}
