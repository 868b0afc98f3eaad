// Folded expressions (spec 6.5.10), second half: the tree as text. Short expressions go on one line.
namespace Weft.Wasm.Text;

internal sealed partial class FoldedPrinter
{
    private const int LineWidth = 100;
    private const int ShortestLine = 40;

    private readonly Stack<Step> _steps = new();

    private enum StepKind : byte
    {
        /// <summary>A node and those after it, each on a new line.</summary>
        Sequence,
        /// <summary>The body of a block as a clause of its own: <c>then</c> or <c>do</c>; then the other clauses.</summary>
        FirstClause,
        /// <summary>A clause and those after it.</summary>
        Clauses,
        /// <summary>A parenthesis on this line.</summary>
        Close,
        /// <summary>A parenthesis on a new line.</summary>
        CloseLine,
        /// <summary>A flat block, whose operand stands on the line before.</summary>
        FlatBlock,
        /// <summary>A clause of a flat block and those after it.</summary>
        FlatClauses,
        /// <summary>The end of a flat block.</summary>
        FlatEnd,
    }

    /// <summary>Prints the statements of the tree, each on a new line.</summary>
    public void PrintBody(TextOutput output, int indentation)
    {
        _steps.Push(new Step(StepKind.Sequence, _nodes[0].Body, indentation));
        Run(output);
    }

    /// <summary>Prints the tree of a constant expression behind a space, in <c>(keyword ...)</c> unless it is one folded instruction.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="keyword">What may stand around it; empty for nothing.</param>
    /// <param name="indentation">The indentation of the line where it begins.</param>
    public void PrintExpression(TextOutput output, string keyword, int indentation)
    {
        var first = _nodes[0].Body;
        var isSingle = first != 0 && _nodes[first].Next == 0 && !_nodes[first].IsFlat;
        if (isSingle && Fits(first, indentation))
        {
            output.Write(' ');
            PrintInline(output, first);
            return;
        }

        var isWrapped = !isSingle && keyword.Length > 0;
        if (isWrapped)
        {
            output.Write(" (");
            output.Write(keyword);
            _steps.Push(new Step(StepKind.Close, 0, indentation));
        }

        _steps.Push(new Step(StepKind.Sequence, first, indentation + 1));
        Run(output);
    }

    private static bool Fits(in Node node, int indentation) => node.Width <= Math.Max(LineWidth - (2 * indentation), ShortestLine);

    private bool Fits(int node, int indentation) => Fits(_nodes[node], indentation);

    private void Run(TextOutput output)
    {
        while (_steps.TryPop(out var step))
        {
            var (kind, index, indentation) = step;
            if (index == 0 && kind is StepKind.Sequence or StepKind.Clauses or StepKind.FlatClauses)
            {
                continue;
            }

            ref readonly var node = ref _nodes[index];
            switch (kind)
            {
                case StepKind.Sequence:
                    output.NewLine(indentation);
                    _steps.Push(new Step(StepKind.Sequence, node.Next, indentation));
                    PrintNode(output, index, indentation);
                    break;
                case StepKind.FirstClause:
                    PrintClause(output, node.Kind == NodeKind.If ? "then" : "do", node, indentation);
                    break;
                case StepKind.Clauses:
                    PrintClause(output, GetText(node), node, indentation);
                    break;
                case StepKind.Close:
                    output.Write(')');
                    break;
                case StepKind.CloseLine:
                    output.NewLine(indentation);
                    output.Write(')');
                    break;
                case StepKind.FlatBlock:
                    PrintFlatBlock(output, node, indentation);
                    break;
                case StepKind.FlatClauses:
                    output.NewLine(indentation);
                    output.Write(GetText(node));
                    _steps.Push(new Step(StepKind.FlatClauses, node.NextClause, indentation));
                    _steps.Push(new Step(StepKind.Sequence, node.Body, indentation + 1));
                    break;
                default:
                    output.NewLine(indentation);
                    output.Write("end");
                    break;
            }
        }
    }

    private ReadOnlySpan<char> GetText(in Node node) => _text.Slice(node.TextStart, node.TextLength);

    private void PrintNode(TextOutput output, int index, int indentation)
    {
        ref readonly var node = ref _nodes[index];
        if (node.IsFlat)
        {
            _steps.Push(new Step(StepKind.FlatBlock, index, indentation));
            if (node.FirstOperand != 0)
            {
                PrintNode(output, node.FirstOperand, indentation);
            }

            return;
        }

        if (node.Hint >= 0)
        {
            PrintHint(output, node.Hint, indentation);
        }

        if (Fits(node, indentation))
        {
            PrintInline(output, index);
            return;
        }

        output.Write('(');
        output.Write(GetText(node));
        if (node.Kind == NodeKind.Plain)
        {
            _steps.Push(new Step(StepKind.Close, index, indentation));
            _steps.Push(new Step(StepKind.Sequence, node.FirstOperand, indentation + 1));
            return;
        }

        if (node.Kind == NodeKind.Block)
        {
            _steps.Push(new Step(node.Body == 0 ? StepKind.Close : StepKind.CloseLine, index, indentation));
            _steps.Push(new Step(StepKind.Sequence, node.Body, indentation + 1));
            return;
        }

        _steps.Push(new Step(StepKind.CloseLine, index, indentation));
        _steps.Push(new Step(StepKind.FirstClause, index, indentation + 1));
        if (node.FirstOperand != 0 && Fits(node.FirstOperand, indentation + (node.TextLength / 2)))
        {
            output.Write(' ');
            PrintInline(output, node.FirstOperand);
        }
        else
        {
            _steps.Push(new Step(StepKind.Sequence, node.FirstOperand, indentation + 1));
        }
    }

    private void PrintClause(TextOutput output, ReadOnlySpan<char> text, in Node node, int indentation)
    {
        output.NewLine(indentation);
        output.Write('(');
        output.Write(text);
        _steps.Push(new Step(StepKind.Clauses, node.NextClause, indentation));
        _steps.Push(new Step(node.Body == 0 ? StepKind.Close : StepKind.CloseLine, 0, indentation));
        _steps.Push(new Step(StepKind.Sequence, node.Body, indentation + 1));
    }

    private void PrintFlatBlock(TextOutput output, in Node node, int indentation)
    {
        if (node.FirstOperand != 0)
        {
            output.NewLine(indentation);
        }

        if (node.Hint >= 0)
        {
            PrintHint(output, node.Hint, indentation);
        }

        output.Write(GetText(node));
        if (!node.IsDelegated)
        {
            _steps.Push(new Step(StepKind.FlatEnd, 0, indentation));
        }

        _steps.Push(new Step(StepKind.FlatClauses, node.NextClause, indentation));
        _steps.Push(new Step(StepKind.Sequence, node.Body, indentation + 1));
    }

    /// <summary>A short expression on this line. Recursion is as deep as the line is wide.</summary>
    private void PrintInline(TextOutput output, int index)
    {
        ref readonly var node = ref _nodes[index];
        output.Write('(');
        output.Write(GetText(node));
        for (var operand = node.FirstOperand; operand != 0; operand = _nodes[operand].Next)
        {
            output.Write(' ');
            PrintInline(output, operand);
        }

        output.Write(')');
    }

    private static void PrintHint(TextOutput output, int hint, int indentation)
    {
        output.Write(hint == 1 ? "(@metadata.code.branch_hint \"\\01\")" : "(@metadata.code.branch_hint \"\\00\")");
        output.NewLine(indentation);
    }

    private readonly record struct Step(StepKind Kind, int Node, int Indentation);
}
