// Part of the pass over a body before it is emitted: what straight code does with the operands that it makes. Addresses of memory accesses
// become pointers where they are made, so that a store need not put its value aside, and locals that are addresses are kept in the width of
// one.
using Weft.Wasm;
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>What an address is for.</summary>
/// <param name="Memory">The memory.</param>
/// <param name="Offset">The offset that the access adds.</param>
/// <param name="Width">How many bytes the access is wide.</param>
/// <param name="IsAtomic">Whether the access is atomic.</param>
internal readonly record struct AddressUse(int Memory, ulong Offset, int Width, bool IsAtomic)
{
    /// <summary>The greatest number that the address may be.</summary>
    public uint Greatest { get; init; } = uint.MaxValue;
}

/// <summary>Follows operands through straight code, by the offsets of the instructions that made them.</summary>
internal sealed class OperandScan
{
    private const int Unknown = -1;

    // Values that are constants, by their bits; others are known by the offset of an instruction.
    private const long Constant = 1L << 40;

    private readonly ValidatedModule _module;

    // By operand, the instruction that left it there, and the value that it is.
    private readonly List<(int Producer, long Value)> _operands = [];
    private readonly Dictionary<int, AddressUse> _addresses = [];
    private readonly Dictionary<int, int> _localOf = [];
    private readonly Dictionary<int, long> _locals = [];

    // By shift to the right without a sign, or rotation, that stands behind a constant: that, its count.
    private readonly Dictionary<int, int> _constantCounts = [];
    private Opcode _previous;
    private ulong _previousBits;

    // Shuffles of two operands that are one value.
    private readonly HashSet<int> _same = [];

    // Vectors shifted by a constant: which way, the vector, the instruction that left it on the stack, and the count. And what joins two such
    // shifts to a rotation.
    private readonly Dictionary<long, (Opcode Opcode, long Source, int Producer, int Count)> _vectorShifts = [];
    private readonly Dictionary<int, VectorRotation> _vectorRotations = [];

    // The producers of operands that lie below those of something with an effect.
    private readonly HashSet<int> _waiting = [];
    private bool _notesWaiting;

    // What straight code may make of an index: a shift by a constant, a sum with one, neither of which wraps around.
    private readonly ValueBounds _bounds = new();
    private readonly Dictionary<int, int> _shifts = [];
    private readonly Dictionary<int, (uint Addend, int Left)> _sums = [];
    private readonly Dictionary<int, int> _scales = [];
    private readonly Dictionary<int, uint> _displacements = [];

    private readonly CarriedLoads _carriedLoads = new();

    /// <summary>A scan of bodies of a module.</summary>
    public OperandScan(ValidatedModule module)
    {
        _module = module;
        Lanes = new LaneScan(Selections, _localOf);
    }

    /// <summary>Comparisons whose result is put into a local and read from there once.</summary>
    public KeptConditions Conditions { get; } = new();

    /// <summary>What the value of the instruction at an offset is for, when it is an address of 32 bits.</summary>
    public bool TryFindAddress(int offset, out AddressUse use) => _addresses.TryGetValue(offset, out use);

    /// <summary>Whether the value of the instruction at an offset lies on the stack while something with an effect happens that does not take it.</summary>
    public bool Waits(int offset) => _waiting.Contains(offset);

    /// <summary>Whether both operands of the shuffle at an offset are the same value.</summary>
    public bool AreSame(int offset) => _same.Contains(offset);

    /// <summary>Whether the count of the shift to the right without a sign at an offset is a constant that stands right before it.</summary>
    public bool HasConstantCount(int offset) => _constantCounts.ContainsKey(offset);

    /// <summary>By how much the rotation at an offset rotates, when that is a constant that stands right before it; its lowest bits count.</summary>
    public bool TryFindRotationCount(int offset, out int count) => _constantCounts.TryGetValue(offset, out count);

    /// <summary>Whether the vector of the instruction at an offset is one that a local still has, with its lanes rotated.</summary>
    public bool TryFindRotation(int offset, out VectorRotation rotation) => _vectorRotations.TryGetValue(offset, out rotation);

    /// <summary>By how much the shift at an offset scales an index that is part of an address, without wrapping around.</summary>
    public bool TryFindScale(int offset, out int scale) => _scales.TryGetValue(offset, out scale);

    /// <summary>What the addition at an offset, whose result is an address, adds to the operand below, without wrapping around.</summary>
    public bool TryFindDisplacement(int offset, out uint displacement) => _displacements.TryGetValue(offset, out displacement);

    /// <summary>Whether a value is a constant, and which.</summary>
    public static bool TryGetConstant(long value, out uint constant)
    {
        constant = (uint)value;
        return value >= Constant;
    }

    /// <summary>What selections are.</summary>
    public SelectionScan Selections { get; } = new();

    /// <summary>Sums of what calls return.</summary>
    public CallSums CallSums { get; } = new();

    /// <summary>What loops carry through selections.</summary>
    public LaneScan Lanes { get; }

    /// <summary>Notes the head of a loop.</summary>
    public void OpenLoop()
    {
        Lanes.OpenLoop();
        _carriedLoads.OpenLoop();
    }

    /// <summary>Notes the end of a loop.</summary>
    public void CloseLoop()
    {
        Lanes.CloseLoop();
        foreach (var load in _carriedLoads.CloseLoop())
        {
            Selections.NoteCarriedLoad(load);
        }
    }

    /// <summary>Where locals are addresses: the offset of the instruction that reads one, and the local.</summary>
    public IEnumerable<(int Offset, int Local)> AddressLocals => _addresses.Keys.Where(_localOf.ContainsKey).Select(offset => (offset, _localOf[offset]));

    /// <summary>Forgets the function.</summary>
    /// <param name="notesWaiting">Whether the next one's operands that wait are of interest.</param>
    public void Clear(bool notesWaiting)
    {
        _notesWaiting = notesWaiting;
        Forget();
        _addresses.Clear();
        _waiting.Clear();
        _same.Clear();
        _constantCounts.Clear();
        _vectorRotations.Clear();
        _localOf.Clear();
        Selections.Clear();
        Lanes.Clear();
        _carriedLoads.Clear();
        CallSums.Clear();
        _bounds.Clear();
        _shifts.Clear();
        _sums.Clear();
        _scales.Clear();
        _displacements.Clear();
        Conditions.Clear();
    }

    /// <summary>Follows an instruction that is reached.</summary>
    public void Follow(in Instruction instruction)
    {
        if (instruction.Opcode is Opcode.I32ShrU or Opcode.I64ShrU or Opcode.I32Rotl or Opcode.I32Rotr or Opcode.I64Rotl or Opcode.I64Rotr
            && _previous is Opcode.I32Const or Opcode.I64Const)
        {
            _constantCounts[instruction.Offset] = (int)_previousBits;
        }

        _previous = instruction.Opcode;
        _previousBits = instruction.Bits;
        switch (instruction.Opcode)
        {
            case Opcode.LocalGet:
                _localOf[instruction.Offset] = instruction.Index;
                if (!_locals.TryGetValue(instruction.Index, out var known))
                {
                    _locals[instruction.Index] = known = instruction.Offset;
                    Selections.NoteRead(instruction.Offset, instruction.Index);
                    _carriedLoads.NoteRead(instruction.Offset, instruction.Index);
                }

                _operands.Add((instruction.Offset, known));
                Conditions.NoteRead(instruction.Offset, instruction.Index, known);
                return;
            case Opcode.LocalSet or Opcode.LocalTee:
                var (producer, value) = _operands.Count != 0 ? _operands[^1] : (Unknown, instruction.Offset);
                Pop(1);
                NoteWaiting();
                Selections.NoteWrite(instruction.Index, value);
                _carriedLoads.NoteWrite(instruction.Index, value);
                Lanes.NoteWrite(instruction.Offset, instruction.Index, producer, value);
                _locals[instruction.Index] = value;
                if (instruction.Opcode == Opcode.LocalSet)
                {
                    Conditions.NoteWrite(instruction.Offset, instruction.Index, value);
                }
                else
                {
                    _localOf[instruction.Offset] = instruction.Index;
                    _operands.Add((instruction.Offset, value));
                }

                return;
            case Opcode.I32Const:
                _operands.Add((instruction.Offset, Constant + (uint)instruction.Bits));
                return;
            case Opcode.I64Const or Opcode.F32Const or Opcode.F64Const or Opcode.V128Const or Opcode.GlobalGet:
                Push(1, instruction.Offset);
                return;
            case Opcode.GlobalSet or Opcode.Drop:
                Pop(1);
                NoteWaiting();
                return;
            case Opcode.Select or Opcode.SelectTyped:
                if (_operands.Count > 2)
                {
                    Selections.NoteSelection(instruction.Offset, _operands[^3].Value, _operands[^2].Value, _operands[^1].Value);
                    Selections.Conditions.Note(
                        instruction.Offset, _operands[^1].Producer, _bounds.Of(_operands[^1].Value) <= 1, _operands[^3].Value, _operands[^2].Value);
                    Lanes.NoteOperation(instruction.Offset, _operands[^3], _operands[^2]);
                }

                NoteCondition();
                Pop(3);
                NoteWaiting();
                Push(1, instruction.Offset);
                return;
            case Opcode.Nop:
                return;
            case Opcode.Call:
                FollowCall(instruction.Offset, _module.GetFunctionType(instruction.Index), 0);
                return;
            case Opcode.CallIndirect or Opcode.CallRef:
                FollowCall(instruction.Offset, (FunctionType)_module.GetCompositeType(instruction.Index), 1);
                return;
        }

        if (EmitterTable.Find(instruction.Opcode) is { } row)
        {
            FollowTyped(in instruction, row);
        }
        else
        {
            if (instruction.Opcode is Opcode.BrIf or Opcode.If)
            {
                NoteCondition();
            }

            // Whatever else it is, of what was before nothing is remembered. Most take what is on top: conditions, indices.
            Pop(1);
            NoteWaiting();
            Forget();
        }
    }

    // Takes the arguments, and as many operands as tell what is called.
    private void FollowCall(int offset, FunctionType type, int more)
    {
        Pop(type.Parameters.Length + more);
        NoteWaiting();
        NoteOperands(CallSums.NoteKept);
        CallSums.NoteCall(offset);
        Push(type.Results.Length, offset);
    }

    private void FollowTyped(in Instruction instruction, EmitterRow row)
    {
        var signature = InstructionTable.GetSignature(instruction.Opcode)!;
        if (row.Form is not (EmitterForm.Cil or EmitterForm.Method))
        {
            NoteAddress(in instruction, signature.Operands.Length, row.Form == EmitterForm.Atomic);
        }
        else if (instruction.Opcode is >= Opcode.I32Eqz and <= Opcode.F64Ge && _operands.Count >= signature.Operands.Length)
        {
            Conditions.NoteComparison(in instruction, _operands[^1].Producer, _operands[^1].Value);
        }

        if (instruction.Opcode is (>= Opcode.I32LtS and <= Opcode.I32GeU) or (>= Opcode.I64LtS and <= Opcode.I64GeU)
            or Opcode.F32Lt or Opcode.F32Gt or Opcode.F64Lt or Opcode.F64Gt && _operands.Count > 1)
        {
            Selections.NoteComparison(instruction.Offset, instruction.Opcode, _operands[^2].Value, _operands[^1].Value);
        }

        if (instruction.Opcode == Opcode.I8x16Shuffle && _operands.Count > 1 && _operands[^1].Value == _operands[^2].Value)
        {
            _same.Add(instruction.Offset);
        }

        NoteLane(in instruction, signature.Operands.Length);
        if (_operands.Count > 1)
        {
            CallSums.NoteOperation(in instruction, _operands[^2].Producer, _operands[^1].Producer);
        }

        NoteRotation(in instruction);
        NoteIndex(in instruction, signature.Operands.Length);
        Pop(signature.Operands.Length);
        Push(signature.Results.Length, instruction.Offset);
    }

    // What can be done in a lane of a vector.
    private void NoteLane(in Instruction instruction, int operands)
    {
        if (!LaneScan.Has(instruction.Opcode) || _operands.Count < operands)
        {
            return;
        }

        var (left, right) = (_operands[^operands], _operands[^1]);
        if (LaneScan.IsShift(instruction.Opcode) && !TryGetConstant(right.Value, out _))
        {
            return;
        }

        Selections.NoteComputed(instruction.Offset, left.Value, right.Value);
        Lanes.NoteOperation(instruction.Offset, left, LaneScan.IsShift(instruction.Opcode) ? left : right);
    }

    private void NoteRotation(in Instruction instruction)
    {
        if (_operands.Count < 2)
        {
            return;
        }

        var (left, right) = (_operands[^2], _operands[^1]);
        if (VectorRotation.WidthOf(instruction.Opcode) is > 0 and var width)
        {
            if (TryGetConstant(right.Value, out var count))
            {
                _vectorShifts[instruction.Offset] = (instruction.Opcode, left.Value, left.Producer, (int)count & (width - 1));
            }
        }
        else if (instruction.Opcode == Opcode.V128Or
            && _vectorShifts.TryGetValue(left.Value, out var one) && _vectorShifts.TryGetValue(right.Value, out var other) && one.Source == other.Source
            && VectorRotation.Find(one.Opcode, one.Count, other.Opcode, other.Count) is { } rotation
            && _localOf.TryGetValue(one.Producer, out var local) && _locals.TryGetValue(local, out var value) && value == one.Source)
        {
            _vectorRotations[instruction.Offset] = rotation with { Local = local, Producer = one.Producer };
        }
    }

    private void NoteWaiting()
    {
        if (_notesWaiting)
        {
            NoteOperands(_waiting.Add);
        }
    }

    // Notes what left the operands on the stack, from the top: below one that was noted before all were.
    private void NoteOperands(Func<int, bool> note)
    {
        for (var i = _operands.Count - 1; i >= 0 && (_operands[i].Producer == Unknown || note(_operands[i].Producer)); i--)
        {
        }
    }

    private void NoteIndex(in Instruction instruction, int operands)
    {
        if (operands is not (1 or 2) || _operands.Count < operands)
        {
            return;
        }

        var (producer, left) = _operands[^operands];
        var right = _operands[^1].Value;
        _bounds.Note(instruction.Opcode, instruction.Offset, left, right);
        if (instruction.Opcode == Opcode.I32Add)
        {
            _carriedLoads.NoteSum(instruction.Offset, left, right);
        }

        if (!TryGetConstant(right, out var constant))
        {
            return;
        }

        // What a processor scales an index by: 2, 4 or 8.
        if (instruction.Opcode == Opcode.I32Shl && constant is > 0 and < 4 && _bounds.Of(left) <= uint.MaxValue >> (int)constant)
        {
            _shifts[instruction.Offset] = (int)constant;
        }
        else if (instruction.Opcode == Opcode.I32Add && _bounds.Of(left) <= uint.MaxValue - constant)
        {
            _sums[instruction.Offset] = (constant, producer);
        }
    }

    // Shifts and sums that make an address are part of the access.
    private void NoteScale(int producer)
    {
        if (_sums.TryGetValue(producer, out var sum))
        {
            _displacements[producer] = sum.Addend;
            producer = sum.Left;
        }

        if (_shifts.TryGetValue(producer, out var scale))
        {
            _scales[producer] = scale;
        }
    }

    private void NoteAddress(in Instruction instruction, int operands, bool isAtomic)
    {
        if (operands <= _operands.Count && _module.Memories[instruction.Index].Address == AddressType.I32
            && _operands[^operands].Producer is not Unknown and var producer)
        {
            var value = _operands[^operands].Value;
            _addresses[producer] = new AddressUse(instruction.Index, instruction.Bits, InstructionTable.GetWidth(instruction.Opcode), isAtomic)
            {
                Greatest = _bounds.Of(value),
            };
            NoteScale(producer);
            if (instruction.Opcode == Opcode.I32Store)
            {
                _carriedLoads.NoteStore(value, (uint)instruction.Bits);
            }
            else if (instruction.Opcode == Opcode.I32Load && _carriedLoads.NoteLoad(instruction.Offset, value, (uint)instruction.Bits))
            {
                Selections.NoteLoad(instruction.Offset);
            }
        }
    }

    private void NoteCondition()
    {
        if (_operands.Count != 0)
        {
            Conditions.NoteUse(_operands[^1].Producer, _operands[^1].Value);
        }
    }

    private void Forget()
    {
        _operands.Clear();
        _locals.Clear();
        Selections.Forget();
        _vectorShifts.Clear();
        Conditions.Forget();
    }

    // Of several results none can be told from the others by where they come from.
    private void Push(int results, int offset)
    {
        for (var i = 0; i < results; i++)
        {
            _operands.Add(results == 1 ? (offset, offset) : (Unknown, Unknown - ((long)offset << 10) - i));
        }
    }

    private void Pop(int count) => _operands.RemoveRange(Math.Max(0, _operands.Count - count), Math.Min(count, _operands.Count));
}
