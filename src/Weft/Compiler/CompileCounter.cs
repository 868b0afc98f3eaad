// Counts what is done of compiling a module, for whoever wants to know; and asks whether somebody still wants it.

namespace Weft.Compiler;

/// <summary>Counts functions of a module. Any thread may call it.</summary>
internal sealed class CompileCounter
{
    private readonly Module _module;
    private readonly IProgress<CompileProgress>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly Lock _lock = new();
    private readonly int _functions;
    private readonly long _bytes;
    private int _emittedFunctions;
    private int _compiledFunctions;
    private long _emittedBytes;
    private long _compiledBytes;

    /// <summary>Begins to count.</summary>
    /// <param name="module">The module.</param>
    /// <param name="functions">Which of its functions will be compiled.</param>
    /// <param name="progress">Who wants to know; null for nobody.</param>
    /// <param name="cancellationToken">Cancelled when nobody wants the code any more.</param>
    public CompileCounter(Module module, IEnumerable<int> functions, IProgress<CompileProgress>? progress, CancellationToken cancellationToken)
    {
        _module = module;
        _progress = progress;
        _cancellationToken = cancellationToken;
        if (progress is not null)
        {
            foreach (var function in functions)
            {
                _functions++;
                _bytes += BytesOf(function);
            }
        }
    }

    /// <summary>A function is emitted.</summary>
    /// <exception cref="OperationCanceledException">Nobody wants it.</exception>
    public void AddEmitted(int functionIndex)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_progress is not null)
        {
            _emittedFunctions++;
            _emittedBytes += BytesOf(functionIndex);
            Report(functionIndex);
        }
    }

    /// <summary>A function is machine code.</summary>
    /// <exception cref="OperationCanceledException">Nobody wants it.</exception>
    public void AddCompiled(int functionIndex)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_progress is null)
        {
            return;
        }

        // One report at a time, so that they count upwards.
        lock (_lock)
        {
            _compiledFunctions++;
            _compiledBytes += BytesOf(functionIndex);
            Report(functionIndex);
        }
    }

    private void Report(int functionIndex) => _progress!.Report(new CompileProgress(
        _module, functionIndex, _emittedFunctions, _compiledFunctions, _functions, _emittedBytes, _compiledBytes, _bytes));

    private long BytesOf(int functionIndex) =>
        _module.Validated.Definition.Functions[functionIndex - _module.Validated.ImportedFunctionCount].Body.Bytes.Length;
}
