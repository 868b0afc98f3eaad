// A function where it was called from, with its time: what a flame graph draws as a box.
namespace Weft.Cli.Profiling;

/// <summary>A box of a flame graph.</summary>
internal sealed class FlameNode(int function)
{
    private readonly Dictionary<int, FlameNode> _callees = [];

    /// <summary>The function's index in the profile; -1 for the root.</summary>
    public int Function { get; } = function;

    /// <summary>The time in it and in what it called.</summary>
    public TimeSpan Total { get; private set; }

    /// <summary>The time in itself.</summary>
    public TimeSpan Self { get; private set; }

    /// <summary>What it called, the longest first.</summary>
    public IEnumerable<FlameNode> Callees => _callees.Values.OrderByDescending(node => node.Total).ThenBy(node => node.Function);

    /// <summary>The functions of a profile's samples, those of all threads together.</summary>
    public static FlameNode Build(GuestProfile profile)
    {
        var root = new FlameNode(-1);
        foreach (var thread in profile.Threads)
        {
            // Callers stand before what they call.
            var nodes = new FlameNode[thread.Stacks.Count];
            for (var i = 0; i < nodes.Length; i++)
            {
                var stack = thread.Stacks[i];
                nodes[i] = (stack.Caller < 0 ? root : nodes[stack.Caller]).Callee(stack.Function);
            }

            foreach (var sample in thread.Samples)
            {
                nodes[sample.Stack].Self += sample.Duration;
                root.Total += sample.Duration;
                for (var stack = sample.Stack; stack >= 0; stack = thread.Stacks[stack].Caller)
                {
                    nodes[stack].Total += sample.Duration;
                }
            }
        }

        return root;
    }

    private FlameNode Callee(int function)
    {
        if (!_callees.TryGetValue(function, out var node))
        {
            _callees[function] = node = new FlameNode(function);
        }

        return node;
    }
}
