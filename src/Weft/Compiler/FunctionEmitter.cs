// The emitter: the body of a validated function -> CIL, in one pass over its bytes. Validation has proved the types, so only kinds are
// tracked. Operands stay on the evaluation stack of CIL within straight code, so that RyuJIT sees whole trees; wherever control flow
// meets or parts, they are in locals and the evaluation stack is empty.
using System.Reflection.Emit;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>Emits functions of a module; an object emits one at a time.</summary>
internal sealed partial class FunctionEmitter
{
    private readonly ValidatedModule _module;
    private readonly CompilerSettings _settings;
    private readonly ICallees _callees;
    private readonly ConstantPool _constants;
    private readonly int _batch;
    private readonly ShapeRegistry _shapes;
    private readonly bool _hasExceptions;
    private readonly List<ControlFrame> _frames = [];
    private readonly FunctionScan _scan;
    // From this size on, in bytes, calls of methods may stay calls (LeafCode).
    private const int LongBody = 2048;

    private readonly Inlining _inlining;
    private CodeOrigins? _origins;
    private ILGenerator _il = null!;
    private Variables _variables = null!;
    private FunctionType _type = FunctionType.Empty;
    private bool _unreachable;
    private bool _isCompact;
    private bool _isLong;
    private SkippedBlocks _skipped;
    private int _offset;
    private int _functionIndex;

    /// <summary>An emitter for functions of a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="settings">How its code is made.</param>
    /// <param name="callees">Which functions it may call directly.</param>
    /// <param name="shapes">What the objects look like that it makes.</param>
    /// <param name="constants">Where large constants go.</param>
    /// <param name="batch">The batch that the functions belong to.</param>
    public FunctionEmitter(ValidatedModule module, CompilerSettings settings, ICallees callees, ShapeRegistry shapes, ConstantPool constants, int batch)
    {
        _constants = constants;
        _batch = batch;
        _module = module;
        _settings = settings;
        _callees = callees;
        _shapes = shapes;
        _hasExceptions = module.HandlesExceptions;
        _scan = new FunctionScan(module);
        _inlining = new Inlining(module, settings);
        _uses = new ValueUses(module, _inlining);
        _webs = new LocalWebs();
    }

    /// <summary>Which tail calls become ordinary ones; none when null.</summary>
    public TailCallPlan? TailCalls { get; init; }

    /// <summary>Emits a defined function.</summary>
    /// <param name="functionIndex">Its index in the function index space, imports first.</param>
    /// <param name="il">Where its code goes: a static method with <see cref="ClrTypes.Parameters"/> and <see cref="ClrTypes.Result"/>.</param>
    /// <param name="placement">Where its variables go; null for a local each.</param>
    /// <param name="loop">The offset in the body of the loop whose variant to emit, with <see cref="LoopParameters"/>; -1 for the function.</param>
    /// <param name="isCompact">Whether to emit as little code, with as few variables, as can be: no values of the same local apart, no copies of loops.</param>
    /// <returns>The variables that it uses.</returns>
    public IReadOnlyList<Variable> Emit(int functionIndex, ILGenerator il, VariablePlacement? placement = null, int loop = -1, bool isCompact = false)
    {
        var body = _module.Definition.Functions[functionIndex - _module.ImportedFunctionCount].Body;
        _il = il;
        _loop = loop;
        _functionIndex = functionIndex;
        _variables = new Variables(il, placement);
        _type = _module.GetFunctionType(functionIndex);
        _frames.Clear();
        _unreachable = false;
        _skipped = default;
        _isCompact = isCompact;
        _isLong = body.Bytes.Length > LongBody;
        _scan.Run(functionIndex, _settings.Metered, isCompact);
        AnalyseLoads(functionIndex);
        ResetOperands();
        ResetCalls();
        _isPlace = false;
        ResetFuel();

        var reader = new ByteReader(body.Bytes.Span, body.Offset);
        if (LargeFrame.IsPossible(_module, functionIndex))
        {
            LargeFrame.EmitProbe(il, IsLoopVariant ? LoopParameters.Length - 1 : _type.Parameters.Length, IsLoopVariant ? typeof(void) : ClrTypes.Result(_type));
        }

        if (placement is null && !IsLoopVariant)
        {
            // A giant function has it in its wrapper; for a variant of a loop the store checks.
            EmitStackCheck();
        }

        DeclareLocals(ref reader);
        FindWaitingConditions();
        ClearLocals();
        BeginLoopVariant();
        DeclareBases();
        DeclareConstants();
        EmitListenedStart();
        DeclareFuel();
        OpenFrame(Opcode.Block, [], _type.Results);
        EmitFuel(FunctionScan.Start);
        var instructions = new InstructionReader(reader);
        var instruction = default(Instruction);
        var innermost = instructions;
        var copied = default(InstructionReader);
        var loopOffset = 0;
        while (_frames.Count != 0)
        {
            instructions.Read(ref instruction);
            _offset = instruction.Offset;
            if (instruction.Opcode == Opcode.Loop)
            {
                innermost = instructions;
                loopOffset = instruction.Offset;
                copied = _scan.Copies.Find(loopOffset) > 1 ? innermost : default;
            }

            if (!_unreachable || !_skipped.Skips(instruction.Opcode))
            {
                if (instruction.Opcode == Opcode.End && EndCopy(_frames[^1]))
                {
                    // Only innermost loops have copies.
                    instructions = innermost;
                    ForgetRound(loopOffset, instruction.Offset);
                    EmitFuel(loopOffset);
                    continue;
                }

                SeparateStatements(instruction.Opcode);
                _origins?.Add(_il.ILOffset, in instruction, beginsStatement: _evaluated == 0);
                LookForTest(in instruction, instructions, copied);
                EmitInstruction(in instruction);
                _isPlace = _evaluated != 0 && (_isPlace || TrapCauses.IsPlace(instruction.Opcode));
                MakeAddress();
                MakeLane();
                if (_isCompact && HasEffect(instruction.Opcode) && _scan.Operands.Waits(instruction.Offset))
                {
                    // RyuJIT would put it in a variable of its own, as effects have an order; and when it has made a thousand of those, it does
                    // not inline, which a giant function depends on. Ours are used again.
                    Spill();
                }
            }

            EmitFuel(instruction.Offset);
        }

        EmitExits();
        EndLoopVariant();
        return _variables.All;
    }

    /// <summary>Which instructions of a body the places in its CIL came from, by emitting it once more.</summary>
    public CodeOrigins FindOrigins(int functionIndex, ILGenerator il, int loop = -1)
    {
        var origins = _origins = new CodeOrigins();
        try
        {
            Emit(functionIndex, il, null, loop);
            return origins;
        }
        finally
        {
            _origins = null;
        }
    }

    private static bool HasEffect(Opcode opcode) =>
        opcode is Opcode.Call || EmitterTable.Find(opcode) is { Form: not (EmitterForm.Cil or EmitterForm.Method) };

    private void EmitInstruction(in Instruction instruction)
    {
        var opcode = instruction.Opcode;
        if (EmitLaneOperation(in instruction) || EmitIndex(in instruction) || EmitWaiting(in instruction))
        {
            return;
        }

        if (EmitterTable.Find(opcode) is { } row)
        {
            if (row.Form is EmitterForm.Cil or EmitterForm.Method)
            {
                EmitNumeric(in instruction, row);
            }
            else
            {
                EmitAccess(in instruction, row);
            }

            return;
        }

        if (!EmitConstant(in instruction) && !EmitVariable(in instruction) && !EmitControl(in instruction) && !EmitCall(in instruction) && !EmitException(in instruction)
            && !EmitReference(in instruction) && !EmitObject(in instruction) && !EmitBulk(in instruction))
        {
            throw new NotSupportedException($"the compiler does not know {InstructionTable.GetMnemonic(opcode)}");
        }
    }

    private void Int(int value) => _il.Emit(OpCodes.Ldc_I4, value);

    // The shorter form where there is one: the size of CIL decides whether RyuJIT optimises.
    private void Long(long value)
    {
        if (value == (int)value)
        {
            Int((int)value);
            _il.Emit(OpCodes.Conv_I8);
        }
        else
        {
            _il.Emit(OpCodes.Ldc_I8, value);
        }
    }

    // The running instance: the last parameter.
    private void LoadContext() => LoadArgument(IsLoopVariant ? LoopParameters.Length - 1 : _type.Parameters.Length);

    private void LoadArgument(int index)
    {
        if (index <= byte.MaxValue)
        {
            _il.Emit(OpCodes.Ldarg_S, (byte)index);
        }
        else
        {
            _il.Emit(OpCodes.Ldarg, (short)index);
        }
    }

    private void LoadField(string name) => _il.Emit(OpCodes.Ldfld, ContextFields.OfInstance(name));

    private void Call(string support) => _il.Emit(OpCodes.Call, SupportMethods.Find(support));

    // A trap of the instruction that is being emitted. With its offset no two calls are alike: RyuJIT makes one of those that are, and
    // where it came from is then lost.
    private void EmitTrap(TrapKind kind)
    {
        Int((int)kind);
        Int(_offset);
        Call(nameof(Support.TrapAt));
    }

    // A trap that has nothing to do with a certain instruction.
    private void EmitStop(TrapKind kind)
    {
        Int((int)kind);
        Call(nameof(Support.Trap));
    }

    // Leaves the function without a value, for code that cannot come here but that CIL wants an end of.
    private void EmitDeadEnd()
    {
        _il.Emit(OpCodes.Ldnull);
        _il.Emit(OpCodes.Throw);
    }
}
