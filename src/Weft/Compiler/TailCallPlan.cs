// Which tail calls a compiler ahead of time makes. NativeAOT makes those whose arguments fit where the caller's own were; of others it makes
// ordinary calls, which an endless chain would run out of stack with. A slow tail call that a chain comes by once at most may be an ordinary
// call; functions that a chain may come back to through one stay with the interpreter.
using Weft.Precompilation;
using Weft.Wasm;
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>The tail calls of a module on a system.</summary>
internal sealed class TailCallPlan
{
    private readonly ValidatedModule _module;
    private readonly ArgumentArea _area;

    // By defined function: those it may end in, and its group, whose functions all lead to each other.
    private readonly List<int>[] _targets;
    private readonly int[] _groups;
    private readonly HashSet<int> _interpretedGroups = [];

    /// <summary>Looks at the functions of a module.</summary>
    public TailCallPlan(ValidatedModule module, CodeTarget target)
    {
        _module = module;
        _area = new ArgumentArea(target);
        _targets = new List<int>[module.Definition.Functions.Length];
        _groups = new int[_targets.Length];
        if (!module.HasTailCalls)
        {
            return;
        }

        var byKinds = FindByKinds();
        for (var i = 0; i < _targets.Length; i++)
        {
            _targets[i] = FindTargets(i, byKinds);
        }

        FindGroups();
        for (var i = 0; i < _targets.Length; i++)
        {
            if (_targets[i].Exists(target => _groups[target] == _groups[i] && !IsFast(i, TypeOf(target))))
            {
                _interpretedGroups.Add(_groups[i]);
            }
        }
    }

    /// <summary>Whether a defined function must not be compiled.</summary>
    /// <param name="functionIndex">Its index in the function index space.</param>
    public bool IsInterpreted(int functionIndex) =>
        _interpretedGroups.Count != 0 && _interpretedGroups.Contains(_groups[functionIndex - _module.ImportedFunctionCount]);

    /// <summary>Whether a tail call becomes an ordinary one.</summary>
    /// <param name="functionIndex">The caller.</param>
    /// <param name="callee">The type of what it calls.</param>
    public bool IsOrdinary(int functionIndex, FunctionType callee) => !IsFast(functionIndex - _module.ImportedFunctionCount, callee);

    private bool IsFast(int defined, FunctionType callee) => _area.Holds(TypeOf(defined), callee);

    private FunctionType TypeOf(int defined) => _module.GetFunctionType(_module.ImportedFunctionCount + defined);

    private Dictionary<string, List<int>> FindByKinds()
    {
        var found = new Dictionary<string, List<int>>();
        for (var i = 0; i < _targets.Length; i++)
        {
            var kinds = SignatureRegistry.KindsOf(TypeOf(i));
            if (!found.TryGetValue(kinds, out var list))
            {
                found[kinds] = list = [];
            }

            list.Add(i);
        }

        return found;
    }

    // A call by reference may go to any function of such a type.
    private List<int> FindTargets(int defined, Dictionary<string, List<int>> byKinds)
    {
        var targets = new HashSet<int>();
        var types = new HashSet<int>();
        var instructions = _module.Definition.Functions[defined].Body.ReadInstructions(out _);
        var instruction = default(Instruction);
        while (!instructions.AtEnd)
        {
            instructions.Read(ref instruction);
            if (instruction.Opcode == Opcode.ReturnCall && instruction.Index >= _module.ImportedFunctionCount)
            {
                targets.Add(instruction.Index - _module.ImportedFunctionCount);
            }
            else if (instruction.Opcode is Opcode.ReturnCallIndirect or Opcode.ReturnCallRef && types.Add(instruction.Index)
                && byKinds.TryGetValue(SignatureRegistry.KindsOf((FunctionType)_module.GetCompositeType(instruction.Index)), out var all))
            {
                targets.UnionWith(all);
            }
        }

        return [.. targets];
    }

    // Tarjan's strongly connected components, with a stack of its own: chains may be long.
    private void FindGroups()
    {
        var order = new int[_targets.Length];
        var low = new int[_targets.Length];
        var isOpen = new bool[_targets.Length];
        var open = new Stack<int>();
        var work = new Stack<(int Function, int Next)>();
        var count = 0;
        var groups = 0;
        for (var root = 0; root < _targets.Length; root++)
        {
            if (order[root] != 0)
            {
                continue;
            }

            work.Push((root, 0));
            while (work.TryPop(out var item))
            {
                var (function, next) = item;
                if (next == 0)
                {
                    order[function] = low[function] = ++count;
                    open.Push(function);
                    isOpen[function] = true;
                }
                else
                {
                    low[function] = Math.Min(low[function], low[_targets[function][next - 1]]);
                }

                var descends = false;
                for (; next < _targets[function].Count && !descends; next++)
                {
                    var target = _targets[function][next];
                    if (order[target] == 0)
                    {
                        work.Push((function, next + 1));
                        work.Push((target, 0));
                        descends = true;
                    }
                    else if (isOpen[target])
                    {
                        low[function] = Math.Min(low[function], order[target]);
                    }
                }

                if (descends || low[function] != order[function])
                {
                    continue;
                }

                int member;
                do
                {
                    member = open.Pop();
                    isOpen[member] = false;
                    _groups[member] = groups;
                }
                while (member != function);
                groups++;
            }
        }
    }
}
