// One instruction of the interpreter's bytecode: from Bytecode.txt, or made mechanically from a row of InstructionSet.txt.
using System.Text.RegularExpressions;

namespace Weft.InstructionSet;

/// <summary>An instruction of the bytecode.</summary>
/// <param name="Name">Its name in the <c>Bytecode</c> enumeration.</param>
/// <param name="Layout">A letter an operand; Bytecode.txt explains them.</param>
/// <param name="Body">The handler's body with macros, or "hand".</param>
/// <param name="Group">Which generated file the handler goes to.</param>
public sealed partial record BytecodeRow(string Name, string Layout, string Body, string Group)
{
    /// <summary>Whether Handlers.*.cs has the handler.</summary>
    public bool IsHand => Body == "hand";

    /// <summary>Length in 16-bit words, the opcode included.</summary>
    public int Length => 1 + Layout.Sum(WordsOf);

    /// <summary>Reads Bytecode.txt.</summary>
    public static IEnumerable<BytecodeRow> ReadAll(string path)
    {
        BytecodeRow? row = null;
        foreach (var line in File.ReadLines(path))
        {
            var trimmed = line.Trim();
            if (trimmed.Length == 0 || trimmed[0] == '#')
            {
                continue;
            }

            if (trimmed[0] == '|')
            {
                row = row! with { Body = row.Body + "\n" + trimmed[1..].Trim() };
                continue;
            }

            if (row is not null)
            {
                yield return row;
            }

            var columns = ColumnBreak().Split(trimmed, 3);
            row = columns.Length == 3
                ? new BytecodeRow(columns[0], columns[1] == "-" ? "" : columns[1], columns[2], "Core")
                : throw new FormatException($"{path}: expected name, layout and body: {line}");
        }

        yield return row!;
    }

    /// <summary>The C# statements of the handler, macros expanded.</summary>
    public string Expand()
    {
        var body = Body;
        var end = body.TrimEnd();
        if (!end.EndsWith("GO", StringComparison.Ordinal) && !end.EndsWith("NEXT", StringComparison.Ordinal) && !EndsWithJump().IsMatch(end)
            && !EndsWithTransfer().IsMatch(end))
        {
            body += " NEXT";
        }

        body = CrossMacro().Replace(body, match =>
            $"if ({match.Groups[1].Value}->Instance != ctx && {match.Groups[1].Value}->Instance != null) {{ LEAVE(Cross) }}");
        body = EnterMacro().Replace(body, match => $$"""
            var code = ({{match.Groups[1].Value}})->Code;
            var frame = fp + {{match.Groups[2].Value}};
            if (!HasRoom(frame, code, machine)) { LEAVE(CallRefused) }
            SaveReturn(frame, code, ip + {{Length}}, fp);
            {{Go("code", fp: "frame")}}
            """);
        body = body.Replace("SAVE", "var store = ctx->Store; store->Ip = ip; store->Fp = fp; store->Instance = ctx;", StringComparison.Ordinal);
        body = TrapMacro().Replace(body, match => $"LEAVE(Trap{match.Groups[1].Value})");
        body = LeaveMacro().Replace(body, "$1(ip, fp, mem, ctx, handlers, machine); return;");
        body = JumpMacro().Replace(body, match => Jump(match.Groups[1].Length != 0));
        body = NextMacro().Replace(body, $"ip += {Length}; GO");
        body = GoMacro().Replace(body, Go("ip"));
        var position = 1;
        foreach (var letter in Layout)
        {
            var at = position == 0 ? "ip" : $"ip + {position}";
            var expression = letter switch
            {
                'i' or 'k' or 'j' or 't' or 'f' => $"(*(int*)({at}))",
                'q' => $"(*(ulong*)({at}))",
                'v' => $"(*(Vector128<byte>*)({at}))",
                _ => $"ip[{position}]",
            };
            body = body.Replace("$" + letter, expression, StringComparison.Ordinal);
            position += WordsOf(letter);
        }

        return body.Contains('$', StringComparison.Ordinal) ? throw new FormatException($"{Name}: an operand that its layout lacks: {body}") : body;
    }

    /// <summary>The kinds of traps that the body raises by name.</summary>
    public IEnumerable<string> Traps() => TrapMacro().Matches(Body).Select(match => match.Groups[1].Value);

    // RyuJIT gives a handler a frame when it has more than 100 bytes of CIL or more than 3 blocks. Hence the helpers, which are inlined, the
    // slow paths, which are called straight, and the second name for the instruction pointer: calls that are alike share a fourth block.
    private static string Go(string ip, string at = "At(handlers, {0})", string fp = "fp") =>
        $"{string.Format(System.Globalization.CultureInfo.InvariantCulture, at, ip)}({ip}, {fp}, mem, ctx, handlers, machine); return;";

    private static string Jump(bool polls) => $"var to = ip + $j; {Go("to", polls ? "AtOrStop(handlers, {0}, machine)" : "At(handlers, {0})")}";

    private static int WordsOf(char letter) => letter switch { 'i' or 'k' or 'j' or 't' or 'f' => 2, 'q' => 4, 'v' => 8, _ => 1 };

    [GeneratedRegex(" +")]
    private static partial Regex ColumnBreak();

    [GeneratedRegex(@"\bTRAP\((\w+)\)")]
    private static partial Regex TrapMacro();

    [GeneratedRegex(@"\bLEAVE\((\w+)\)")]
    private static partial Regex LeaveMacro();

    [GeneratedRegex(@"\bCROSS\((\w+), ([^)]*)\)")]
    private static partial Regex CrossMacro();

    [GeneratedRegex(@"\bENTER\((.*), ([^,]*)\)$", RegexOptions.Multiline)]
    private static partial Regex EnterMacro();

    [GeneratedRegex(@"^(POLL )?JUMP$|[};] JUMP$|POLL JUMP$")]
    private static partial Regex EndsWithJump();

    [GeneratedRegex(@"(^TRAP\(\w+\)|LEAVE\(\w+\)|ENTER\(.*\))$")]
    private static partial Regex EndsWithTransfer();

    [GeneratedRegex(@"(\bPOLL )?\bJUMP\b")]
    private static partial Regex JumpMacro();

    [GeneratedRegex(@"\bNEXT\b")]
    private static partial Regex NextMacro();

    [GeneratedRegex(@"\bGO\b")]
    private static partial Regex GoMacro();
}
