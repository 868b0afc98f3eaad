// What the emitter must know of a body before it begins: which memories it uses, whether it calls, and, for metered code, how many
// instructions each straight piece has. The pieces are those of the interpreter's lowering, so that fuel runs out in the same place.
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>Scans bodies of a module, one at a time.</summary>
internal sealed class FunctionScan(ValidatedModule module)
{
    /// <summary>The key in <see cref="Fuel"/> of the piece that a body begins with.</summary>
    public const int Start = -1;

    private const int QuietBit = 1 << 22;

    private readonly List<Frame> _frames = [];
    private readonly SortedSet<int> _memories = [];
    private bool _unreachable;
    private SkippedBlocks _skipped;
    private int _loops;
    private int _pieceStart;
    private uint _pieceLength;

    /// <summary>The function, in the function index space.</summary>
    public int FunctionIndex { get; private set; }

    /// <summary>The memories that loads, stores and atomic accesses use.</summary>
    public IReadOnlyCollection<int> Memories => _memories;

    /// <summary>Constants of 64 bits that need all of them, with how often they stand in loops.</summary>
    public Dictionary<long, int> LoopConstants { get; } = [];

    /// <summary>Whether it calls functions that come back to it.</summary>
    public bool Calls { get; private set; }

    /// <summary>Whether it adds numbers.</summary>
    public bool Adds { get; private set; }

    /// <summary>Whether it subtracts numbers.</summary>
    public bool Subtracts { get; private set; }

    /// <summary>Whether it multiplies or divides numbers.</summary>
    public bool Multiplies { get; private set; }

    /// <summary>Whether it promotes numbers.</summary>
    public bool Promotes { get; private set; }

    /// <summary>Whether some call takes the place of the function.</summary>
    public bool TailCalls { get; private set; }

    /// <summary>For metered code, the number of instructions of each piece, by the offset of the instruction that it begins behind.</summary>
    public Dictionary<int, uint> Fuel { get; } = [];

    /// <summary>What straight code does with its operands.</summary>
    public OperandScan Operands { get; } = new(module);

    /// <summary>How often its loops are emitted.</summary>
    public LoopCopies Copies { get; } = new(module);

    /// <summary>Whether it loads what RyuJIT could leave out or narrow.</summary>
    public bool Loads { get; private set; }

    /// <summary>Scans a defined function.</summary>
    /// <param name="functionIndex">The function.</param>
    /// <param name="metered">Whether its code counts fuel.</param>
    /// <param name="notesWaiting">Whether to find out which operands wait (<see cref="OperandScan.Waits"/>).</param>
    public void Run(int functionIndex, bool metered, bool notesWaiting = false)
    {
        FunctionIndex = functionIndex;
        _memories.Clear();
        Operands.Clear(notesWaiting);
        Loads = false;
        Adds = Subtracts = Multiplies = Promotes = false;
        Fuel.Clear();
        LoopConstants.Clear();
        _loops = 0;
        Calls = false;
        TailCalls = false;
        _frames.Clear();
        _unreachable = false;
        _skipped = default;
        _pieceStart = Start;
        _pieceLength = 0;

        var body = module.Definition.Functions[functionIndex - module.ImportedFunctionCount].Body;
        _frames.Add(new Frame { Opcode = Opcode.Block });
        Copies.Clear(body.Bytes.Length);
        var instructions = body.ReadInstructions(out _);
        var instruction = default(Instruction);
        while (_frames.Count != 0)
        {
            instructions.Read(ref instruction);
            Note(in instruction);
            Copies.Follow(in instruction);
            if (!_unreachable)
            {
                Operands.Follow(in instruction);
            }

            Follow(in instruction);
        }

        if (metered)
        {
            Fuel[_pieceStart] = _pieceLength;
        }
        else
        {
            Fuel.Clear();
        }
    }

    private void Note(in Instruction instruction)
    {
        if (InstructionTable.GetImmediates(instruction.Opcode) is ImmediateKind.Memarg or ImmediateKind.MemargLane && EmitterTable.Find(instruction.Opcode) is not null)
        {
            _memories.Add(instruction.Index);
            Loads |= ValueUses.IsLoad(instruction.Opcode);
        }

        Adds |= ExactFloats.Adds(instruction.Opcode);
        Subtracts |= ExactFloats.Subtracts(instruction.Opcode);
        Multiplies |= ExactFloats.Multiplies(instruction.Opcode);
        Promotes |= instruction.Opcode == Opcode.F64PromoteF32;
        switch (instruction.Opcode)
        {
            case Opcode.Call or Opcode.CallIndirect or Opcode.CallRef:
                Calls = true;
                Operands.Lanes.NoteCall();
                break;
            case Opcode.I64Const when _loops != 0 && (long)instruction.Bits != (int)instruction.Bits:
                LoopConstants[(long)instruction.Bits] = LoopConstants.GetValueOrDefault((long)instruction.Bits) + 1;
                break;
            case Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef:
                TailCalls = true;
                break;
        }
    }

    private void Follow(in Instruction instruction)
    {
        if (_unreachable)
        {
            if (_skipped.Skips(instruction.Opcode))
            {
                return;
            }
        }
        else
        {
            _pieceLength++;
        }

        switch (instruction.Opcode)
        {
            case Opcode.Block or Opcode.Try:
                _frames.Add(new Frame { Opcode = instruction.Opcode });
                break;
            case Opcode.TryTable:
                foreach (var clause in instruction.Catches)
                {
                    var frame = FrameAt(clause.Label);
                    frame.Meets |= frame.Opcode != Opcode.Loop;
                }

                _frames.Add(new Frame { Opcode = Opcode.TryTable });
                break;
            case Opcode.Loop:
                _frames.Add(new Frame { Opcode = Opcode.Loop });
                _loops++;
                Operands.OpenLoop();
                StartPiece(instruction.Offset);
                break;
            case Opcode.If:
                _frames.Add(new Frame { Opcode = Opcode.If, Falls = true });
                StartPiece(instruction.Offset);
                break;
            case Opcode.Else:
                var arm = _frames[^1];
                arm.Meets |= !_unreachable;
                arm.Falls = false;
                _unreachable = false;
                StartPiece(instruction.Offset);
                break;
            case Opcode.Catch or Opcode.CatchAll:
                var handler = _frames[^1];
                handler.Meets |= !_unreachable;
                handler.HasHandlers = true;
                _unreachable = false;
                StartPiece(instruction.Offset);
                break;
            case Opcode.End or Opcode.Delegate:
                End(instruction.Offset);
                break;
            case Opcode.BrIf or Opcode.BrOnNull or Opcode.BrOnNonNull or Opcode.BrOnCast or Opcode.BrOnCastFail:
                Target(instruction.Index);
                StartPiece(instruction.Offset);
                break;
            case Opcode.Br:
                Target(instruction.Index);
                _unreachable = true;
                break;
            case Opcode.BrTable:
                foreach (var label in instruction.Labels)
                {
                    Target(label);
                }

                _unreachable = true;
                break;
            case Opcode.Return or Opcode.Unreachable or Opcode.Throw or Opcode.ThrowRef or Opcode.Rethrow
                or Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef:
                _unreachable = true;
                break;
        }
    }

    private Frame FrameAt(int depth) => _frames[^(depth + 1)];

    private void Target(int depth)
    {
        var frame = FrameAt(depth);
        frame.Meets |= frame.Opcode != Opcode.Loop;
    }

    private void End(int offset)
    {
        var frame = _frames[^1];
        _frames.RemoveAt(_frames.Count - 1);
        if (frame.Opcode == Opcode.Loop)
        {
            _loops--;
            Operands.CloseLoop();
        }

        if (_frames.Count == 0)
        {
            return;
        }

        _unreachable &= !frame.Meets && !frame.Falls;
        if ((frame.Meets || frame.Falls || frame.HasHandlers) && !_unreachable)
        {
            StartPiece(offset);
        }
    }

    private void StartPiece(int offset)
    {
        Fuel[_pieceStart] = _pieceLength;
        _pieceStart = offset;
        _pieceLength = 0;
    }

    private sealed class Frame
    {
        public Opcode Opcode;

        // Whether paths meet at its end: something branches there.
        public bool Meets;

        // Whether it is an if whose other arm is empty.
        public bool Falls;

        public bool HasHandlers;
    }
}
