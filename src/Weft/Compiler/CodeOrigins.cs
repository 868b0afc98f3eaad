// Which instruction of a body a place in CIL came from. The runtime tells places in machine code by statements alone, which begin where CIL's
// evaluation stack is empty; which instruction of a statement it was is told by what happened there.
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

/// <summary>What happened at a place in machine code.</summary>
/// <param name="IsCause">Which instructions it may happen in, by their opcode and index.</param>
internal readonly record struct Happening(Func<Opcode, int, bool> IsCause)
{
    /// <summary>How many such instructions come before it in machine code, if that is known; else -1.</summary>
    public int Ordinal { get; init; } = -1;

    /// <summary>The displacement of the access that faulted, if that is known.</summary>
    public long? Displacement { get; init; }
}

/// <summary>The instructions of a function and where their code begins, in the order of the code.</summary>
internal sealed class CodeOrigins
{
    private readonly List<Origin> _origins = [];

    /// <summary>Notes that the code of an instruction begins.</summary>
    /// <param name="code">Where in the CIL.</param>
    /// <param name="instruction">The instruction.</param>
    /// <param name="beginsStatement">Whether nothing is on the evaluation stack there.</param>
    public void Add(int code, in Instruction instruction, bool beginsStatement) =>
        _origins.Add(new Origin(code, instruction.Offset, instruction.Opcode, instruction.Index, instruction.Bits, beginsStatement));

    /// <summary>
    /// Notes of the instruction whose code began last that RyuJIT joins its statement with no other, as the code of it branches, and may leave it out.
    /// </summary>
    public void SetApart() => _origins[^1] = _origins[^1] with { IsApart = true };

    /// <summary>The offset in the body of the instruction that something happened in.</summary>
    /// <param name="codeOffset">Where the statement begins that it happened in.</param>
    /// <param name="happened">What happened.</param>
    public int Find(int codeOffset, in Happening happened)
    {
        if (_origins.Count == 0)
        {
            return 0;
        }

        // Before the first instruction, variables are made ready: RyuJIT may do so later.
        var place = Math.Max(0, _origins.FindLastIndex(origin => origin.Code <= codeOffset));
        var end = place + 1;
        while (end < _origins.Count && !_origins[end].BeginsStatement)
        {
            end++;
        }

        // A value that one statement computes and a later one uses is computed there, if RyuJIT sees fit.
        var candidates = new List<int>();
        for (var i = end - 1; i >= 0 && (i >= place || !IsBoundary(_origins[i].Opcode)); i--)
        {
            if (happened.IsCause(_origins[i].Opcode, _origins[i].Index))
            {
                candidates.Add(i);
            }
        }

        var within = candidates.FindAll(candidate => candidate >= place);
        if (within is [var only] && _origins[only].IsApart)
        {
            return _origins[only].Body;
        }

        if (candidates.Count > 1 && happened.Ordinal >= 0 && FindNth(happened) is var nth && candidates.Contains(nth))
        {
            return _origins[nth].Body;
        }

        if (happened.Displacement is { } displacement && candidates.Exists(candidate => _origins[candidate].Bits == (ulong)displacement))
        {
            candidates.RemoveAll(candidate => _origins[candidate].Bits != (ulong)displacement);
        }

        var last = candidates.FindLastIndex(candidate => candidate >= place);
        return _origins[last >= 0 ? candidates[last] : candidates.Count > 0 ? candidates[0] : place].Body;
    }

    private int FindNth(in Happening happened)
    {
        var i = -1;
        for (var found = -1; found < happened.Ordinal && ++i < _origins.Count;)
        {
            found += happened.IsCause(_origins[i].Opcode, _origins[i].Index) ? 1 : 0;
        }

        return i;
    }

    // Where straight code ends.
    private static bool IsBoundary(Opcode opcode) =>
        opcode is Opcode.Loop or Opcode.If or Opcode.Else or Opcode.End or Opcode.Br or Opcode.BrIf or Opcode.BrTable or Opcode.Return;

    private readonly record struct Origin(int Code, int Body, Opcode Opcode, int Index, ulong Bits, bool BeginsStatement)
    {
        public bool IsApart { get; init; }
    }
}
