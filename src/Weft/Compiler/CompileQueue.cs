// The thread on which an engine compiles what gets hot. It starts when there is something to do, and ends when there has been nothing for
// a while.
namespace Weft.Compiler;

/// <summary>Compiles in the background, one module at a time.</summary>
internal sealed class CompileQueue
{
    // RyuJIT walks trees by recursion.
    private const int StackBytes = 16 << 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly object _lock = new();
    private readonly List<TieredCode> _waiting = [];
    private bool _isRunning;

    /// <summary>Lets something be compiled soon.</summary>
    public void Add(TieredCode code)
    {
        lock (_lock)
        {
            if (_waiting.Contains(code))
            {
                return;
            }

            _waiting.Add(code);
            Monitor.Pulse(_lock);
            if (!_isRunning)
            {
                _isRunning = true;
                new Thread(Run, StackBytes) { IsBackground = true, Name = "Weft compiler" }.Start();
            }
        }
    }

    private void Run()
    {
        while (true)
        {
            TieredCode code;
            lock (_lock)
            {
                if (_waiting.Count == 0 && (!Monitor.Wait(_lock, s_patience) || _waiting.Count == 0))
                {
                    _isRunning = false;
                    return;
                }

                code = _waiting[0];
                _waiting.RemoveAt(0);
            }

            code.CompileAsked();
        }
    }
}
