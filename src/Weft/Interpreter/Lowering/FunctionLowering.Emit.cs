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

        _beforeLast = _last;
        _last = _position;
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

    // Operands name slots by 16 bits: a function that needs more has a frame of half a mebibyte and more, for which there is no room.
    private static ushort Word(int slot)
    {
        if (slot > ushort.MaxValue)
        {
            Throw.Trap(TrapKind.StackExhausted, "the frame of the function called has more than 65,536 slots");
        }

        return (ushort)slot;
    }

    private void Slot(int slot) => _code[_position++] = Word(slot);

    private void Number(int number)
    {
        if ((uint)number > ushort.MaxValue)
        {
            throw new InvalidOperationException($"an operand is larger than 16 bits: {number}");
        }

        _code[_position++] = (ushort)number;
    }

    private void Int(int value) => Write(value, 2);

    private void Long(ulong value) => Write(value, 4);

    private void Vector(Vector128<byte> value) => Write(value, 8);

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

    // Writes the jump operand of the instruction that begins at a position.
    private void Jump(int from, Label label)
    {
        if (label.Position >= 0)
        {
            Int(label.Position - from);
            return;
        }

        _patches.Add((_position, from, label.Patches));
        label.Patches = _patches.Count - 1;
        Int(0);
    }

    // Writes a jump operand that is patched by hand.
    private int JumpAhead(int from)
    {
        _patches.Add((_position, from, -1));
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
