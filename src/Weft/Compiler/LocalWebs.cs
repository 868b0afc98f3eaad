// Locals taken apart. Compilers to WebAssembly let values that have nothing to do with each other share a local; RyuJIT would keep such a local
// in one register, or in memory, for all of them. Here each local falls into webs: the definitions that can reach the same use belong
// together. Every web is then a variable of its own.
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

/// <summary>Finds the webs of the locals of a function.</summary>
internal sealed class LocalWebs
{
    /// <summary>The web that a local begins with: its argument, or zero.</summary>
    public const int Initial = -1;

    // More variables than RyuJIT keeps track of would make code slower. A local counts with what it takes to copy it where paths meet.
    private const int MostWebs = 500;
    private const long Budget = 1 << 22;

    private readonly List<Frame> _frames = [];

    // By definition: the one that its web goes by, for union and find; and its first join, or 0, for those where paths meet.
    private readonly List<int> _roots = [];
    private readonly List<int> _firstJoins = [];
    private readonly List<(int Definition, int Next)> _joins = [(0, 0)];
    private readonly List<bool> _isUsed = [];

    // By the offset of an instruction that names a local, or of a loop: the definition, or that of the loop's first local.
    private readonly Dictionary<int, int> _definitions = [];
    private readonly Dictionary<int, int> _loops = [];

    // By web that no head of a loop passes on: the first and last offset of what names it.
    private readonly Dictionary<int, (int First, int Last)> _extents = [];
    private readonly Stack<int> _pending = [];
    private int[] _locals = [];
    private int _count;
    private long _work;
    private bool _unreachable;
    private bool _isSplit;

    /// <summary>Analyses a defined function.</summary>
    /// <param name="reader">Its body, behind the locals.</param>
    /// <param name="count">How many locals it has, parameters first.</param>
    public void Run(ByteReader reader, int count)
    {
        Clear(count);
        Open(Opcode.Block, 0);
        var instructions = new InstructionReader(reader);
        var skipped = default(SkippedBlocks);
        var instruction = default(Instruction);
        while (_frames.Count != 0)
        {
            instructions.Read(ref instruction);
            if (_unreachable && skipped.Skips(instruction.Opcode))
            {
                continue;
            }

            if (!Follow(in instruction) || _work > Budget)
            {
                return;
            }
        }

        Unite();
    }

    /// <summary>Forgets the function: every local is one web.</summary>
    public void Clear(int count = 0)
    {
        _frames.Clear();
        _roots.Clear();
        _firstJoins.Clear();
        _joins.RemoveRange(1, _joins.Count - 1);
        _isUsed.Clear();
        _pending.Clear();
        _definitions.Clear();
        _loops.Clear();
        _extents.Clear();
        _count = count;
        _work = 0;
        _unreachable = false;
        _isSplit = false;
        _locals = new int[count];
        for (var i = 0; i < count; i++)
        {
            _locals[i] = Add();
        }
    }

    /// <summary>The web that the instruction at an offset reads or writes, of the local that it names.</summary>
    public int Find(int offset) => _isSplit && _definitions.TryGetValue(offset, out var definition) ? WebOf(definition) : Initial;

    /// <summary>The web of a local at the head of a loop; null when nothing reads it from there.</summary>
    public int? FindAtLoop(int offset, int local)
    {
        if (!_isSplit || !_loops.TryGetValue(offset, out var first))
        {
            return Initial;
        }

        return _isUsed[first + local] ? WebOf(first + local) : null;
    }

    /// <summary>Whether a web has a value only within one round of a loop without loops inside: nothing brings one to its head, or out of it.</summary>
    /// <param name="web">The web.</param>
    /// <param name="start">The offset of the loop.</param>
    /// <param name="end">That of its end.</param>
    public bool IsWithinRound(int web, int start, int end) => _extents.TryGetValue(web, out var extent) && extent.First > start && extent.Last < end;

    /// <summary>Whether the two instructions at offsets are the first and the last of those that a web is for.</summary>
    public bool IsExtent(int first, int last) =>
        _isSplit && _definitions.TryGetValue(first, out var definition) && _extents.TryGetValue(RootOf(definition), out var extent) && extent == (first, last);

    /// <summary>Whether something may read what a local begins with.</summary>
    public bool ReadsInitial(int local) => !_isSplit || _isUsed[local];

    private int WebOf(int definition)
    {
        var root = RootOf(definition);
        return root < _count ? Initial : root;
    }

    private int Add()
    {
        _roots.Add(_roots.Count);
        _firstJoins.Add(0);
        _isUsed.Add(false);
        return _roots.Count - 1;
    }

    // False for what is not followed: exceptions come from anywhere in a block.
    private bool Follow(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.LocalGet:
                _definitions[instruction.Offset] = _locals[instruction.Index];
                _pending.Push(_locals[instruction.Index]);
                return true;
            case Opcode.LocalSet or Opcode.LocalTee:
                _definitions[instruction.Offset] = _locals[instruction.Index] = Add();
                if (instruction.Opcode == Opcode.LocalTee)
                {
                    // It reads what it writes.
                    _pending.Push(_locals[instruction.Index]);
                }

                return true;
            case Opcode.Block or Opcode.Loop or Opcode.If:
                Open(instruction.Opcode, instruction.Offset);
                return true;
            case Opcode.Else:
                Else();
                return true;
            case Opcode.End:
                End();
                return true;
            case Opcode.BrIf or Opcode.BrOnNull or Opcode.BrOnNonNull or Opcode.BrOnCast or Opcode.BrOnCastFail:
                Branch(instruction.Index);
                return true;
            case Opcode.Br:
                Branch(instruction.Index);
                _unreachable = true;
                return true;
            case Opcode.BrTable:
                foreach (var label in instruction.Labels.Distinct())
                {
                    Branch(label);
                }

                _unreachable = true;
                return true;
            case Opcode.Try or Opcode.TryTable:
                return false;
            case Opcode.Return or Opcode.Unreachable or Opcode.Throw or Opcode.ThrowRef
                or Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef:
                _unreachable = true;
                return true;
            default:
                return true;
        }
    }

    private void Open(Opcode opcode, int offset)
    {
        var frame = new Frame { Opcode = opcode };
        if (opcode == Opcode.If)
        {
            frame.Arm = Copy(_locals);
        }
        else if (opcode == Opcode.Loop)
        {
            // What comes back from its end is not known yet.
            _loops[offset] = _roots.Count;
            frame.Locals = new int[_count];
            for (var i = 0; i < _count; i++)
            {
                frame.Locals[i] = Add();
                Join(frame.Locals[i], _locals[i]);
            }

            _locals = Copy(frame.Locals);
        }

        _frames.Add(frame);
    }

    private int[] Copy(int[] locals)
    {
        _work += locals.Length;
        return (int[])locals.Clone();
    }

    private void Join(int definition, int other)
    {
        if (definition != other)
        {
            _joins.Add((other, _firstJoins[definition]));
            _firstJoins[definition] = _joins.Count - 1;
        }
    }

    private void Branch(int depth)
    {
        var frame = _frames[^(depth + 1)];
        if (frame.Locals is null)
        {
            frame.Locals = Copy(_locals);
            return;
        }

        _work += _count;
        for (var i = 0; i < _count; i++)
        {
            var (known, coming) = (frame.Locals[i], _locals[i]);
            if (known == coming)
            {
                continue;
            }

            if (frame.Opcode != Opcode.Loop && !frame.IsJoin(i))
            {
                // The first difference at this label.
                frame.SetJoin(i, _count);
                frame.Locals[i] = Add();
                Join(frame.Locals[i], known);
            }

            Join(frame.Locals[i], coming);
        }
    }

    private void Else()
    {
        var frame = _frames[^1];
        FallThrough();
        _locals = frame.Arm!;
        frame.Arm = null;
        _unreachable = false;
    }

    private void FallThrough()
    {
        if (!_unreachable && _frames[^1].Opcode != Opcode.Loop)
        {
            Branch(0);
        }
    }

    private void End()
    {
        var frame = _frames[^1];
        FallThrough();
        if (frame.Arm is not null)
        {
            // An if without else.
            _locals = frame.Arm;
            _unreachable = false;
            FallThrough();
        }

        _frames.RemoveAt(_frames.Count - 1);
        if (frame.Opcode != Opcode.Loop && _frames.Count != 0)
        {
            _unreachable = frame.Locals is null;
            _locals = frame.Locals ?? _locals;
        }
    }

    // What a use can see is one web. A join that nothing uses joins nothing.
    private void Unite()
    {
        while (_pending.TryPop(out var definition))
        {
            if (_isUsed[definition])
            {
                continue;
            }

            _isUsed[definition] = true;
            for (var join = _firstJoins[definition]; join != 0; join = _joins[join].Next)
            {
                var other = _joins[join].Definition;
                var (root, otherRoot) = (RootOf(definition), RootOf(other));

                // The initial definitions come first, and stay roots.
                _roots[Math.Max(root, otherRoot)] = Math.Min(root, otherRoot);
                _pending.Push(other);
            }
        }

        FindExtents();
        _isSplit = _extents.Count <= MostWebs;
        foreach (var first in _loops.Values)
        {
            for (var i = first; i < first + _count; i++)
            {
                if (_isUsed[i])
                {
                    _extents.Remove(RootOf(i));
                }
            }
        }
    }

    private void FindExtents()
    {
        foreach (var (offset, definition) in _definitions)
        {
            var root = RootOf(definition);
            if (root >= _count)
            {
                var (first, last) = _extents.GetValueOrDefault(root, (offset, offset));
                _extents[root] = (Math.Min(first, offset), Math.Max(last, offset));
            }
        }
    }

    private int RootOf(int definition)
    {
        while (_roots[definition] != definition)
        {
            _roots[definition] = _roots[_roots[definition]];
            definition = _roots[definition];
        }

        return definition;
    }

    private sealed class Frame
    {
        private bool[]? _isJoin;

        public Opcode Opcode;

        // The locals at its label; null while nothing leads there.
        public int[]? Locals;

        // What the other arm of an if begins with.
        public int[]? Arm;

        public bool IsJoin(int local) => _isJoin is not null && _isJoin[local];

        public void SetJoin(int local, int count) => (_isJoin ??= new bool[count])[local] = true;
    }
}
