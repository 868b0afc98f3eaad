// Lowering: the body of a validated function -> bytecode, in one pass over its bytes, on the first call. Validation has proved the types,
// so lowering only counts slots. Operands stay in locals or constants until an instruction needs them; what cannot be reached is skipped.
using Weft.Semantics;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Interpreter.Lowering;

/// <summary>How a module's functions are lowered.</summary>
/// <param name="GuardPages">Whether memories with 32-bit addresses and 64 KiB pages trap by themselves on accesses outside.</param>
/// <param name="Metered">Whether blocks consume fuel.</param>
/// <param name="CallsUntilHot">After how many calls a function asks to be compiled; 0 does not count.</param>
/// <param name="RoundsUntilHot">After how many rounds a loop does.</param>
/// <param name="FarFrames">Whether every frame is treated as if it were too large for operands of 16 bits: tests ask for it.</param>
/// <param name="Sampled">Whether calls and returns look for samples that are due, as loops do in any case.</param>
internal readonly record struct LoweringOptions(
    bool GuardPages, bool Metered, int CallsUntilHot = 0, int RoundsUntilHot = 0, bool FarFrames = false, bool Sampled = false)
{
    /// <summary>What numeric instructions must do beyond the specification.</summary>
    public NumericProfile Profile { get; init; }

    /// <summary>Whether functions tell when they begin and end.</summary>
    public bool Listens { get; init; }

    /// <summary>Whether calls and rounds of loops are counted.</summary>
    public bool Counted => CallsUntilHot != 0;
}

/// <summary>Lowers functions; an object lowers one at a time.</summary>
internal sealed partial class FunctionLowering
{
    private readonly ValidatedModule _module;
    private readonly LoweringOptions _options;
    private readonly ShapeRegistry _shapes;
    private readonly List<Label> _labels = [];
    private FunctionType _type = FunctionType.Empty;
    private ValueKind[] _localKinds = [];
    private int[] _localSlots = [];
    private int[] _localUsers = [];
    private int _parameterSlots;
    private int _header;
    private int _maximumSlot;
    private bool _usesReferences;
    private bool _entersReferences;
    private bool _unreachable;
    private SkippedBlocks _skipped;

    public FunctionLowering(ValidatedModule module, LoweringOptions options, ShapeRegistry shapes)
    {
        _module = module;
        _options = options;
        _shapes = shapes;
    }

    /// <summary>Lowers a defined function.</summary>
    /// <param name="functionIndex">Its index in the function index space, imports first.</param>
    public LoweredFunction Lower(int functionIndex)
    {
        _usesReferences = false;
        _hasFarSlots = false;
        Attempt(functionIndex);
        while (IsMistaken)
        {
            // Its first reference was an operand, or its first far slot: once more, prepared for it from the start.
            _hasFarSlots |= _foundFarSlot;
            Attempt(functionIndex);
        }

        return new LoweredFunction
        {
            FunctionIndex = functionIndex,
            Code = _code.AsMemory(0, _position),
            HeaderSlot = _header,
            FrameSlots = FrameSlots,
            Regions = [.. _regions],
        };
    }

    /// <summary>Finds the instruction that a position in a function's bytecode came from, by lowering it once more.</summary>
    /// <param name="functionIndex">The function.</param>
    /// <param name="position">A position in words, inside a bytecode instruction.</param>
    /// <returns>The offset of the instruction in the function's body.</returns>
    public int FindOffset(int functionIndex, int position)
    {
        _origins = [];
        Lower(functionIndex);
        var found = _origins.FindLastIndex(origin => origin.Position <= position);
        var offset = found < 0 ? 0 : _origins[found].Offset;
        _origins = null;
        return offset;
    }

    /// <summary>The slots that a value of a type takes.</summary>
    internal static int SlotsOf(ValueKind kind) => kind == ValueKind.V128 ? 2 : 1;

    private static int SlotsOf(ReadOnlySpan<ValueType> types)
    {
        var slots = 0;
        foreach (var type in types)
        {
            slots += SlotsOf(type.Kind);
        }

        return slots;
    }

    // Whether something has come up that the beginning of the code should have known.
    private bool IsMistaken => (_usesReferences && !_entersReferences) || (_foundFarSlot && !_hasFarSlots);

    private void Attempt(int functionIndex)
    {
        var body = _module.Definition.Functions[functionIndex - _module.ImportedFunctionCount].Body;
        _type = _module.GetFunctionType(functionIndex);
        ResetCode();
        ResetOperands();
        _labels.Clear();
        _regions.Clear();
        _pads.Clear();
        _unreachable = false;
        _skipped = default;
        _foundFarSlot = false;

        var reader = new ByteReader(body.Bytes.Span, body.Offset);
        ReadLocals(ref reader, out var declared, out var declaredSlots);
        CountEntry();
        _entersReferences = _usesReferences;
        if (_entersReferences)
        {
            Begin(Bytecode.EnterReferences);
            WideSlot(_parameterSlots);
            WideSlot(_nextSlot);
            _frameSizePatches.Add(_position);
            Int(0);
        }

        if (declaredSlots != 0)
        {
            Begin(Bytecode.Zero);
            WideSlot(declared);
            Int(declaredSlots);
        }

        if (_options.Listens)
        {
            Begin(Bytecode.EnterListened);
            Int(functionIndex);
        }

        Barrier();
        PushLabel(Opcode.Block, [], _type.Results);
        StartFuel();
        var instructions = new InstructionReader(reader);
        var instruction = default(Instruction);
        while (_labels.Count != 0 && !IsMistaken)
        {
            instructions.Read(ref instruction);
            _offset = instruction.Offset;
            if (!_unreachable || !_skipped.Skips(instruction.Opcode))
            {
                _fuelCount += _unreachable ? 0 : 1u;
                Lower(in instruction);
            }
        }

        if (_labels.Count == 0)
        {
            EmitLandingPads();
            EndFuel();
            foreach (var at in _frameSizePatches)
            {
                PatchInt(at, FrameSlots);
            }
        }
    }

    // A copy of the surroundings of the last slot reaches over the end of the frame.
    private int FrameSlots => _hasFarSlots ? _maximumSlot + FarCopySlots - 1 : _maximumSlot;

    private void ReadLocals(ref ByteReader reader, out int declared, out int declaredSlots)
    {
        var kinds = new List<ValueKind>();
        foreach (var type in _type.Parameters)
        {
            kinds.Add(type.Kind);
        }

        var groups = reader.ReadU32();
        for (var i = 0u; i < groups; i++)
        {
            var count = reader.ReadU32();
            var type = TypeReader.ReadValueType(ref reader);
            if (count > ImplementationLimits.Locals)
            {
                throw new InvalidOperationException("validation let too many locals pass");
            }

            System.Runtime.InteropServices.CollectionsMarshal.SetCount(kinds, kinds.Count + (int)count);
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(kinds)[^(int)count..].Fill(type.Kind);
        }

        _localKinds = [.. kinds];
        _localSlots = new int[kinds.Count];
        _localUsers = new int[kinds.Count];
        _localUsers.AsSpan().Fill(-1);
        _parameterSlots = SlotsOf(_type.Parameters.AsSpan());
        var slots = 0;
        foreach (var kind in _localKinds)
        {
            slots += SlotsOf(kind);
            _usesReferences |= kind == ValueKind.Ref;
        }

        declared = LayOutFrame(_parameterSlots, slots, SlotsOf(_type.Results.AsSpan()));
        declaredSlots = slots - _parameterSlots;
        slots = 0;
        for (var i = 0; i < _localKinds.Length; i++)
        {
            slots = i == _type.Parameters.Length ? declared : slots;
            _localSlots[i] = slots;
            slots += SlotsOf(_localKinds[i]);
        }

        foreach (var type in _type.Results)
        {
            _usesReferences |= type.IsReference;
        }
    }

    private void Lower(in Instruction instruction)
    {
        var opcode = instruction.Opcode;
        switch (opcode)
        {
            case Opcode.LocalGet:
                PushLocal(instruction.Index);
                return;
            case Opcode.LocalSet:
                SetLocal(instruction.Index, keep: false);
                return;
            case Opcode.LocalTee:
                SetLocal(instruction.Index, keep: true);
                return;
            case Opcode.I32Const:
                PushConstant(ValueKind.I32, (uint)instruction.Bits);
                return;
            case Opcode.I64Const:
                PushConstant(ValueKind.I64, instruction.Bits);
                return;
            case Opcode.F32Const:
                PushConstant(ValueKind.F32, (uint)instruction.Bits);
                return;
            case Opcode.F64Const:
                PushConstant(ValueKind.F64, instruction.Bits);
                return;
            case Opcode.V128Const:
                LowerVectorConstant(in instruction);
                return;
            case Opcode.Drop:
                Pop();
                return;
            case Opcode.Nop:
                return;
            case Opcode.Select or Opcode.SelectTyped:
                LowerSelect();
                return;
            case Opcode.GlobalGet:
                LowerGlobalGet(instruction.Index);
                return;
            case Opcode.GlobalSet:
                LowerGlobalSet(instruction.Index);
                return;
        }

        var signature = InstructionTable.GetSignature(opcode);
        if (signature is not null && BytecodeForms.Plain(opcode) != BytecodeInfo.None)
        {
            if (InstructionTable.GetWidth(opcode) != 0)
            {
                LowerMemoryAccess(in instruction, signature);
            }
            else
            {
                LowerNumeric(in instruction, signature);
            }

            return;
        }

        if (signature is not null && BytecodeForms.Checked(opcode) != BytecodeInfo.None)
        {
            LowerMemoryAccess(in instruction, signature);
        }
        else if (!LowerControl(in instruction) && !LowerReference(in instruction))
        {
            throw new NotSupportedException($"the interpreter does not know {InstructionTable.GetMnemonic(opcode)}");
        }
    }

    private void LowerVectorConstant(in Instruction instruction)
    {
        var slot = PushSlot(ValueKind.V128);
        Begin(Bytecode.Const128);
        Slot(slot);
        Vector(instruction.Vector);
        ResultOnTop();
    }

    private void LowerSelect()
    {
        var condition = Pop();
        var second = Pop();
        var first = Pop();
        var c = Use(condition);
        var b = Use(second);
        var a = Use(first);
        var slot = PushSlot(first.Kind);
        Begin(first.Kind switch { ValueKind.V128 => Bytecode.SelectVector, ValueKind.Ref => Bytecode.SelectReference, _ => Bytecode.Select });
        Slot(slot);
        Slot(c);
        Slot(a);
        Slot(b);
        ResultOnTop();
    }

    private void LowerGlobalGet(int index)
    {
        var kind = _module.Globals[index].Value.Kind;
        var slot = PushSlot(kind);
        Begin(kind switch { ValueKind.V128 => Bytecode.GlobalGetVector, ValueKind.Ref => Bytecode.GlobalGetReference, _ => Bytecode.GlobalGet });
        Slot(slot);
        Int(index);
        ResultOnTop();
    }

    private void LowerGlobalSet(int index)
    {
        var value = Pop();
        var a = Use(value);
        Begin(value.Kind switch { ValueKind.V128 => Bytecode.GlobalSetVector, ValueKind.Ref => Bytecode.GlobalSetReference, _ => Bytecode.GlobalSet });
        Slot(a);
        Int(index);
    }
}
