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

    // Reads and writes of webs in the straight code that is looked at; how many of each web there are besides, once it has been.
    private readonly List<(int Offset, int Local, int Web)> _references = [];
    private readonly Dictionary<(int Local, int Web), int> _counts = [];

    // What is alive, by where it is used next.
    private readonly SortedSet<(int Next, int Local, int Web)> _alive = [];
    private readonly Dictionary<(int Local, int Web), int> _last = [];

    // By web, the offset in the body from which on it is in memory.
    private readonly Dictionary<(int Local, int Web), int> _putAway = [];

    /// <summary>Whether a web is better off in memory, and from which offset in the body on.</summary>
    public bool IsPutAway(int local, int web, out int offset) => _putAway.TryGetValue((local, web), out offset);

    /// <summary>Looks through a function.</summary>
    /// <param name="body">Its body.</param>
    /// <param name="webs">The webs of its locals.</param>
    /// <param name="kinds">What its locals are.</param>
    public void Run(FunctionBody body, LocalWebs webs, IReadOnlyList<ValueKind> kinds)
    {
        Clear();
        Count(body, webs, kinds);
        if (_counts.Count <= Registers)
        {
            return;
        }

        var instructions = body.ReadInstructions(out _);
        var instruction = default(Instruction);
        while (!instructions.AtEnd)
        {
            instructions.Read(ref instruction);
            if (IsReference(in instruction, webs, kinds, out var web))
            {
                _references.Add((instruction.Offset, instruction.Index, web));
            }
            else if (EndsCode(instruction.Opcode))
            {
                EndCode();
            }
        }
    }

    /// <summary>Forgets the function.</summary>
    public void Clear()
    {
        _references.Clear();
        _counts.Clear();
        _putAway.Clear();
    }

    private void Count(FunctionBody body, LocalWebs webs, IReadOnlyList<ValueKind> kinds)
    {
        var instructions = body.ReadInstructions(out _);
        var instruction = default(Instruction);
        while (!instructions.AtEnd)
        {
            instructions.Read(ref instruction);
            if (IsReference(in instruction, webs, kinds, out var web))
            {
                _counts[(instruction.Index, web)] = _counts.GetValueOrDefault((instruction.Index, web)) + 1;
            }
        }
    }

    private static bool IsReference(in Instruction instruction, LocalWebs webs, IReadOnlyList<ValueKind> kinds, out int web)
    {
        web = LocalWebs.Initial;
        if (instruction.Opcode is not (Opcode.LocalGet or Opcode.LocalSet or Opcode.LocalTee) || kinds[instruction.Index] is not (ValueKind.I32 or ValueKind.I64))
        {
            return false;
        }

        web = webs.Find(instruction.Offset);
        return web != LocalWebs.Initial;
    }

    // Where control may go elsewhere, or a call uses the registers.
    private static bool EndsCode(Opcode opcode) =>
        InstructionTable.GetSignature(opcode) is null
        && opcode is not (Opcode.Select or Opcode.SelectTyped or Opcode.Drop or Opcode.Nop or Opcode.GlobalGet or Opcode.GlobalSet
            or Opcode.LocalGet or Opcode.LocalSet or Opcode.LocalTee);

    // Only what is used nowhere else is put away.
    private void EndCode()
    {
        if (_references.Count >= ShortestCode)
        {
            PutAway(FindNext());
        }

        _references.Clear();
    }

    // By reference, the next of the same web; -1 behind the last.
    private int[] FindNext()
    {
        var next = new int[_references.Count];
        _last.Clear();
        for (var i = next.Length - 1; i >= 0; i--)
        {
            var (_, local, web) = _references[i];
            next[i] = _last.GetValueOrDefault((local, web), -1);
            _last[(local, web)] = i;
            _counts[(local, web)]--;
        }

        return next;
    }

    private void PutAway(int[] next)
    {
        _alive.Clear();
        for (var i = 0; i < next.Length; i++)
        {
            var (offset, local, web) = _references[i];
            _alive.Remove((i, local, web));
            if (next[i] < 0 || _counts[(local, web)] != 0 || _putAway.ContainsKey((local, web)))
            {
                continue;
            }

            _alive.Add((next[i], local, web));
            if (_alive.Count > Registers)
            {
                var furthest = _alive.Max;
                _alive.Remove(furthest);
                _putAway[(furthest.Local, furthest.Web)] = offset;
            }
        }
    }
}
