// Part of the pass over a body before it is emitted: comparisons whose result waits in a local for a branch. RyuJIT makes a number of such a
// result, and compares that again where it branches. What was compared can wait instead: then the branch compares it.
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

/// <summary>A comparison that can wait.</summary>
/// <param name="Comparison">Its offset.</param>
/// <param name="Write">The offset of the instruction behind it, which puts the result into a local.</param>
/// <param name="Read">The offset of the one that reads it for a branch or a selection.</param>
internal readonly record struct KeptCondition(int Comparison, int Write, int Read);

/// <summary>Finds them in straight code. A value is named as <see cref="OperandScan"/> does.</summary>
internal sealed class KeptConditions
{
    private readonly List<KeptCondition> _found = [];

    // By comparison: where its result was put, and into which local; where it was read last, and how often.
    private readonly Dictionary<long, (int Write, int Local, int Read, int Reads)> _kept = [];

    // By test for zero: the instruction that left there what it tests, and the value.
    private readonly Dictionary<long, (int Producer, long Value)> _turned = [];
    private long _comparison;

    /// <summary>Those whose result something reads once, in straight code; what else reads the local is not known.</summary>
    public IReadOnlyList<KeptCondition> Found => _found;

    /// <summary>Forgets the function.</summary>
    public void Clear()
    {
        _found.Clear();
        Forget();
    }

    /// <summary>Forgets what was compared, where straight code ends.</summary>
    public void Forget()
    {
        _kept.Clear();
        _turned.Clear();
        _comparison = 0;
    }

    /// <summary>Notes a comparison, and its topmost operand.</summary>
    public void NoteComparison(in Instruction instruction, int producer, long value)
    {
        _comparison = instruction.Offset;
        if (instruction.Opcode == Opcode.I32Eqz)
        {
            _turned[instruction.Offset] = (producer, value);
        }
    }

    /// <summary>Notes that a value is put into a local, and not used otherwise.</summary>
    public void NoteWrite(int offset, int local, long value)
    {
        // Comparisons are one byte long.
        if (_comparison != 0 && value == _comparison && offset == value + 1)
        {
            _kept[value] = (offset, local, 0, 0);
        }
    }

    /// <summary>Notes that a value is read from a local.</summary>
    public void NoteRead(int offset, int local, long value)
    {
        if (_kept.TryGetValue(value, out var kept))
        {
            _kept[value] = kept with { Read = offset, Reads = kept.Reads + (kept.Local == local ? 1 : 2) };
        }
    }

    /// <summary>Notes that a branch or a selection goes by a value, and which instruction left it there.</summary>
    public void NoteUse(int producer, long value)
    {
        if (producer == value && _turned.TryGetValue(value, out var turned))
        {
            (producer, value) = turned;
        }

        if (_kept.TryGetValue(value, out var kept) && kept is { Reads: 1 } && kept.Read == producer)
        {
            _found.Add(new KeptCondition((int)value, kept.Write, kept.Read));
        }
    }
}
