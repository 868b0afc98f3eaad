// In which order functions are compiled: callees first. RyuJIT calls a method whose machine code is there at its place, and any other one
// through a stub that jumps to it, then and for ever: no later caller is spared the jump.
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>Functions, sorted by how many calls deep they go.</summary>
internal sealed class CompileOrder
{
    private const int Unknown = -1;
    private const int Open = -2;

    private readonly ValidatedModule _module;
    private readonly Dictionary<int, int> _heights;
    private readonly HashSet<int> _calledBack = [];

    // Goes down by a stack of its own: how deep functions call each other is for the guest to say.
    private readonly Stack<Caller> _callers = new();

    /// <summary>Sorts functions: those that call none of the others come first, then those that call only these, and so on.</summary>
    /// <param name="module">The module.</param>
    /// <param name="functions">Defined functions, by their indices in the index space, each once.</param>
    public CompileOrder(ValidatedModule module, IReadOnlyCollection<int> functions)
    {
        _module = module;
        _heights = functions.ToDictionary(function => function, _ => Unknown);
        foreach (var function in functions)
        {
            if (_heights[function] == Unknown)
            {
                Measure(function);
            }
        }

        Functions = [.. functions.OrderBy(function => _heights[function])];
    }

    /// <summary>The functions in their order.</summary>
    public IReadOnlyList<int> Functions { get; }

    /// <summary>The functions that are called by one that does not come later: calls go in a circle, or to the function itself.</summary>
    public IReadOnlySet<int> CalledBack => _calledBack;

    private void Measure(int root)
    {
        Enter(root);
        while (_callers.TryPeek(out var caller))
        {
            if (caller.Next < caller.Callees.Count)
            {
                Look(caller, caller.Callees[caller.Next++]);
                continue;
            }

            _heights[caller.Function] = caller.Height;
            _callers.Pop();
            if (_callers.TryPeek(out var outer))
            {
                outer.Height = Math.Max(outer.Height, caller.Height + 1);
            }
        }
    }

    private void Look(Caller caller, int callee)
    {
        if (!_heights.TryGetValue(callee, out var height))
        {
            return;
        }

        switch (height)
        {
            case Unknown:
                Enter(callee);
                break;
            case Open:
                _calledBack.Add(callee);
                break;
            default:
                caller.Height = Math.Max(caller.Height, height + 1);
                break;
        }
    }

    private void Enter(int function)
    {
        _heights[function] = Open;
        _callers.Push(new Caller(function, DirectCalls.Of(_module, function)));
    }

    private sealed class Caller(int function, List<int> callees)
    {
        public int Function { get; } = function;

        public List<int> Callees { get; } = callees;

        public int Next { get; set; }

        public int Height { get; set; }
    }
}
