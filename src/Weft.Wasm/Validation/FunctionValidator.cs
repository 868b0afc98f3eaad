// Checks bodies and constant expressions (spec 3.4, algorithm of 7.3), and walks them for whoever needs the types of operands:
// lowering and compiling drive the same cursor over bodies that are known to be valid.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Validation;

/// <summary>
/// A typed cursor over function bodies: <see cref="Start"/>, then <see cref="Read"/> and <see cref="Apply"/> in turns until
/// <see cref="Read"/> answers false. Between the two, the accessors show operands and control frames as the instruction finds them.
/// Reusable for any number of bodies of one module, by one thread at a time. All types it shows are canonical; the immediates of
/// instructions are the module's own (<see cref="ValidatedModule.Canonicalize"/> translates).
/// </summary>
public sealed partial class FunctionValidator
{
    private readonly ValidatedModule _module;
    private readonly TypeRegistry _types;
    private readonly bool[]? _disabledOpcodes;

    private ValueType[] _operands = new ValueType[256];
    private int _operandCount;
    private ControlFrame[] _controls = new ControlFrame[32];
    private int _controlCount;

    // The height of the innermost frame, beside the operands because every instruction looks at it.
    private int _height;

    private byte[] _code = [];
    private int _codeStart;
    private int _codeLength;
    private int _position;
    private long _baseOffset;
    private SourceMap? _sourceMap;

    // Where the instruction being applied stands, and which it is: for messages.
    private int _offset;
    private Opcode _opcode;
    private int _functionIndex;
    private int _branchTableStamp;

    /// <summary>A validator for bodies of a module.</summary>
    public FunctionValidator(ValidatedModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        _module = module;
        _types = module.Registry;
        _disabledOpcodes = FeatureChecks.DisabledOpcodes(module.Options);
    }

    /// <summary>The module whose bodies it walks.</summary>
    public ValidatedModule Module => _module;

    /// <summary>The index of the function in the whole index space.</summary>
    public int FunctionIndex => _functionIndex;

    /// <summary>Bytes from the start of the body to the next instruction to read.</summary>
    public int Position => _position;

    /// <summary>The number of operands on the stack, those of outer frames included.</summary>
    public int OperandCount => _operandCount;

    /// <summary>The number of open control frames; the outermost is the function's.</summary>
    public int ControlDepth => _controlCount;

    /// <summary>Whether the rest of the innermost frame cannot be reached.</summary>
    public bool IsUnreachable => _controlCount > 0 && _controls[_controlCount - 1].IsUnreachable;

    /// <summary>All operands, the bottom of the stack first; those of outer frames included. Valid until the next <see cref="Apply"/>.</summary>
    public ReadOnlySpan<ValueType> Operands => _operands.AsSpan(0, _operandCount);

    /// <summary>The type of an operand of the innermost frame.</summary>
    /// <param name="depthFromTop">0 for the topmost.</param>
    /// <returns>The type; <see cref="ValueType.Bottom"/> for an operand that only unreachable code pretends to have.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The frame is reachable and has fewer operands.</exception>
    public ValueType GetOperand(int depthFromTop)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depthFromTop);
        if (depthFromTop < _operandCount - _height)
        {
            return _operands[_operandCount - 1 - depthFromTop];
        }

        return IsUnreachable ? ValueType.Bottom : throw new ArgumentOutOfRangeException(nameof(depthFromTop));
    }

    /// <summary>A control frame, by label index: 0 for the innermost. Valid until the next <see cref="Apply"/>.</summary>
    public ref readonly ControlFrame GetControl(int depthFromTop)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)depthFromTop, (uint)_controlCount, nameof(depthFromTop));
        return ref _controls[_controlCount - 1 - depthFromTop];
    }

    /// <summary>Begins a body: decodes its locals and opens the function's frame.</summary>
    /// <param name="definedFunctionIndex">The index of the function among those the module defines.</param>
    /// <exception cref="MalformedModuleException">The locals cannot be decoded or are too many.</exception>
    /// <exception cref="InvalidModuleException">A local has an unknown type.</exception>
    public void Start(int definedFunctionIndex)
    {
        var body = _module.Definition.Functions[definedFunctionIndex].Body;
        _functionIndex = _module.ImportedFunctionCount + definedFunctionIndex;
        SetCode(body.Bytes, body.Offset, body.SourceMap);
        _isConstant = false;
        var type = _module.FunctionTypes[_functionIndex];
        ReadLocals(type.Parameters);
        PushControl(Opcode.Block, [], type.Results);
    }

    /// <summary>Decodes the next instruction.</summary>
    /// <returns>False after the end of the function.</returns>
    /// <exception cref="MalformedModuleException">The bytes are not an instruction, or the body is not over where it should be.</exception>
    public bool Read(ref Instruction instruction)
    {
        if (_controlCount == 0)
        {
            CheckNothingFollows(_position);
            return false;
        }

        var reader = CreateReader();
        if (reader.AtEnd)
        {
            ThrowNoEnd();
        }

        reader.Read(ref instruction);
        _position = reader.Position;
        return true;
    }

    /// <summary>Checks an instruction and does to the stacks what it does.</summary>
    /// <exception cref="InvalidModuleException">The instruction is not valid here.</exception>
    public void Apply(in Instruction instruction)
    {
        var opcode = instruction.Opcode;
        _offset = instruction.Offset;
        _opcode = opcode;
        if (_disabledOpcodes is not null && _disabledOpcodes[(int)opcode])
        {
            throw Invalid($"feature {InstructionTable.GetFeature(opcode)} is disabled: it brings {InstructionTable.GetMnemonic(opcode)}");
        }

        var shape = OperandShape.Table[(int)opcode];
        if (shape != 0)
        {
            if (InstructionTable.GetImmediates(opcode) is >= ImmediateKind.Memarg and <= ImmediateKind.Shuffle)
            {
                CheckImmediates(instruction, ref shape);
            }

            ApplyShape(shape);
            return;
        }

        ApplySpecial(instruction);
    }

    /// <summary>Checks a whole body, without the caller's turns: what <see cref="ModuleValidator"/> does with every function.</summary>
    internal void Validate(int definedFunctionIndex, ref Instruction instruction)
    {
        Start(definedFunctionIndex);
        Run(ref instruction);
    }

    private void Run(ref Instruction instruction)
    {
        var reader = CreateReader();
        while (_controlCount > 0)
        {
            if (reader.AtEnd)
            {
                ThrowNoEnd();
            }

            reader.Read(ref instruction);
            Apply(instruction);
        }

        CheckNothingFollows(reader.Position);
    }

    private InstructionReader CreateReader() =>
        new(new ByteReader(new ReadOnlySpan<byte>(_code, _codeStart, _codeLength), _baseOffset) { Position = _position });

    private void SetCode(ReadOnlyMemory<byte> bytes, long offset, SourceMap? sourceMap)
    {
        if (MemoryMarshal.TryGetArray(bytes, out var segment))
        {
            _code = segment.Array!;
            _codeStart = segment.Offset;
        }
        else
        {
            _code = bytes.ToArray();
            _codeStart = 0;
        }

        _codeLength = bytes.Length;
        _position = 0;
        _baseOffset = offset;
        _sourceMap = sourceMap;
        _offset = 0;
        _operandCount = 0;
        _controlCount = 0;
        _height = 0;
        _initializedCount = 0;
        _branchTableStamp = 0;
    }

    private void CheckNothingFollows(int position)
    {
        if (position != _codeLength)
        {
            throw new MalformedModuleException(
                $"section size mismatch: {_codeLength - position} bytes follow the final end", _baseOffset + position);
        }
    }

    private void ThrowNoEnd() =>
        throw new MalformedModuleException($"unexpected end of section or function: END opcode expected after {_codeLength} bytes", _baseOffset + _codeLength);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ApplyShape(ulong shape)
    {
        var operands = _operands;
        var count = OperandShape.OperandCount(shape);
        var first = _operandCount - count;
        if (first < _height)
        {
            ApplyShapeSlowly(shape);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            if (operands[first + i].Kind != OperandShape.Operand(shape, i))
            {
                ApplyShapeSlowly(shape);
                return;
            }
        }

        var results = OperandShape.ResultCount(shape);
        if (first + results > operands.Length)
        {
            operands = Grow(first + results);
        }

        for (var i = 0; i < results; i++)
        {
            operands[first + i] = ValueType.OfKind(OperandShape.Result(shape, i));
        }

        _operandCount = first + results;
    }

    // Operands of bottom type, missing operands of unreachable code, and errors.
    private void ApplyShapeSlowly(ulong shape)
    {
        Span<ValueType> types = stackalloc ValueType[OperandShape.MaxOperands];
        var count = OperandShape.OperandCount(shape);
        for (var i = 0; i < count; i++)
        {
            types[i] = ValueType.OfKind(OperandShape.Operand(shape, i));
        }

        Pop(types[..count]);
        for (var i = 0; i < OperandShape.ResultCount(shape); i++)
        {
            Push(ValueType.OfKind(OperandShape.Result(shape, i)));
        }
    }

    private void ApplySpecial(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.LocalGet:
                ApplyLocalGet(instruction.Index);
                break;
            case Opcode.LocalSet:
                Pop(GetLocal(instruction.Index));
                SetInitialized(instruction.Index);
                break;
            case Opcode.LocalTee:
                ApplyLocalTee(instruction.Index);
                break;
            case Opcode.GlobalGet:
                ApplyGlobalGet(instruction.Index);
                break;
            case Opcode.GlobalSet:
                ApplyGlobalSet(instruction.Index);
                break;
            case Opcode.Drop:
                PopAny();
                break;
            case Opcode.Select:
                ApplySelect();
                break;
            case Opcode.SelectTyped:
                ApplyTypedSelect(instruction.Types);
                break;
            default:
                if (!ApplyControl(instruction) && !ApplyMemory(instruction) && !ApplyReference(instruction) && !ApplyAggregate(instruction))
                {
                    throw new InvalidOperationException($"no rule for {InstructionTable.GetMnemonic(instruction.Opcode)}");
                }

                break;
        }
    }
}
