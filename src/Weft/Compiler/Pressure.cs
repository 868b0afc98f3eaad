// Which variables of long straight code are better off in memory. RyuJIT gives registers by how often a variable is used, so that what is read now and then
// keeps its register all the time, and what is made and used at once goes through memory, for which the next instruction waits: rounds of a hash that are
// written out one after the other take two and a half times as long. Where too many values are alive, the one that is used last is put away here.
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

/// <summary>Finds webs of locals that straight code should keep in memory.</summary>
internal sealed class Pressure
{
    // In shorter code, in reads and writes of locals, RyuJIT does well.
    private const int ShortestCode = 200;

    // How many integers fit: of 16 registers two are the stack's, one each the memory's and the instance's, and what is computed takes some.
    private const int Registers = 10;

    // Reads and writes of webs in the whole body, and where in this list each straight piece of code ends.
    private readonly List<(int Offset, int Web)> _references = [];
    private readonly List<int> _ends = [];

    // How many reads and writes of a web lie in pieces that have not been looked at.
    private readonly Dictionary<int, int> _counts = [];

    // What is alive, by where it is used next.
    private readonly SortedSet<(int Next, int Web)> _alive = [];
    private readonly Dictionary<int, int> _last = [];

    // By web, the offset in the body from which on it is in memory.
    private readonly Dictionary<int, int> _putAway = [];

    /// <summary>Whether a web is better off in memory, and from which offset in the body on.</summary>
    public bool IsPutAway(int web, out int offset) => _putAway.TryGetValue(web, out offset);

    /// <summary>Looks through a function.</summary>
    /// <param name="body">Its body.</param>
    /// <param name="webs">The webs of its locals.</param>
    /// <param name="kinds">What its locals are.</param>
    public void Run(FunctionBody body, LocalWebs webs, IReadOnlyList<ValueKind> kinds)
    {
        Clear();
        Read(body, webs, kinds);
        var start = 0;
        foreach (var end in _ends)
        {
            if (end - start >= ShortestCode)
            {
                PutAway(start, FindNext(start, end));
            }

            start = end;
        }
    }

    /// <summary>Forgets the function.</summary>
    public void Clear()
    {
        _references.Clear();
        _ends.Clear();
        _counts.Clear();
        _putAway.Clear();
    }

    private void Read(FunctionBody body, LocalWebs webs, IReadOnlyList<ValueKind> kinds)
    {
        var instructions = body.ReadInstructions(out _);
        var instruction = default(Instruction);
        while (!instructions.AtEnd)
        {
            instructions.Read(ref instruction);
            if (instruction.Opcode is Opcode.LocalGet or Opcode.LocalSet or Opcode.LocalTee)
            {
                var web = kinds[instruction.Index] is ValueKind.I32 or ValueKind.I64 ? webs.Find(instruction.Offset) : LocalWebs.Initial;
                if (web != LocalWebs.Initial)
                {
                    _references.Add((instruction.Offset, web));
                    _counts[web] = _counts.GetValueOrDefault(web) + 1;
                }
            }
            else if (EndsCode(instruction.Opcode))
            {
                _ends.Add(_references.Count);
            }
        }
    }

    // Where control may go elsewhere, or a call uses the registers.
    private static bool EndsCode(Opcode opcode) =>
        InstructionTable.GetSignature(opcode) is null
        && opcode is not (Opcode.Select or Opcode.SelectTyped or Opcode.Drop or Opcode.Nop or Opcode.GlobalGet or Opcode.GlobalSet);

    // By reference of a piece, the next of the same web, by its place in the list; -1 behind the last.
    private int[] FindNext(int start, int end)
    {
        var next = new int[end - start];
        _last.Clear();
        for (var i = end - 1; i >= start; i--)
        {
            var web = _references[i].Web;
            next[i - start] = _last.GetValueOrDefault(web, -1);
            _last[web] = i;
            _counts[web]--;
        }

        return next;
    }

    // Only what is used nowhere else is put away.
    private void PutAway(int start, int[] next)
    {
        _alive.Clear();
        for (var i = 0; i < next.Length; i++)
        {
            var (offset, web) = _references[start + i];
            _alive.Remove((start + i, web));
            if (next[i] < 0 || _counts[web] != 0 || _putAway.ContainsKey(web))
            {
                continue;
            }

            _alive.Add((next[i], web));
            if (_alive.Count > Registers)
            {
                var furthest = _alive.Max;
                _alive.Remove(furthest);
                _putAway[furthest.Web] = offset;
            }
        }
    }
}
