// A component that exports what it imports: values cross from the host to the host, through the memory of the canonical ABI.
namespace Weft.Bindings.Tests;

internal static class EchoGuest
{
    private static readonly string s_flags = string.Join(" ", Enumerable.Range(0, 32).Select(i => $"\"g{i}\""));

    private const string Names = "direction few some all pair everything mixed-inner mixed";

    /// <summary>The functions: their parameters and results.</summary>
    private static readonly Dictionary<string, string> s_identities = new()
    {
        ["directions"] = "(list $direction)",
        ["flags-of"] = "(tuple $few $some $all)",
        ["record-of"] = "$everything",
        ["pair-of"] = "$pair",
        ["variants"] = "(list $mixed)",
        ["variant-of"] = "$mixed",
        ["options"] = "(list (option (option u32)))",
        ["option-of"] = "(option (option string))",
        ["results"] = "(list (result string (error u8)))",
        ["result-of"] = "(result (error u64))",
        ["empty-result"] = "(result)",
        ["lists"] = "(list (list u16))",
        ["long"] = "(tuple u8 u16 u32 u64 s8 s16 s32 s64 f32 f64 string)",
        ["single"] = "(tuple string)",
    };

    public static string Text { get; } = $$"""
        (component
          (import "tests:echo/kinds@0.3.0" (instance $kinds
            {{Define("direction", "(enum \"up\" \"down\" \"left-and-right\")")}}
            {{Define("few", "(flags \"a\" \"b\" \"c\")")}}
            {{Define("some", "(flags \"f0\" \"f1\" \"f2\" \"f3\" \"f4\" \"f5\" \"f6\" \"f7\" \"f8\")")}}
            {{Define("all", $"(flags {s_flags})")}}
            {{Define("pair", "(record (field \"small\" u8) (field \"large\" u64))")}}
            {{Define("everything", """
                (record (field "one" bool) (field "two" s16) (field "three" f32) (field "four" f64) (field "five" char) (field "six" string)
                  (field "seven" (list string)) (field "eight" (option $pair)) (field "nine" (list $pair)) (field "ten" (result $pair (error $direction)))
                  (field "eleven" (tuple u8 (tuple u16 string))))
                """)}}
            {{Define("mixed-inner", "(variant (case \"instance\") (case \"inner\" (option u16)))")}}
            {{Define("mixed", """
                (variant (case "nothing") (case "narrow" f32) (case "wide" u64) (case "text" string) (case "both" $pair) (case "list" (list $mixed-inner))
                  (case "value" s8))
                """)}}))
          {{string.Concat(Names.Split(' ').Select(name => $"(alias export $kinds \"{name}\" (type ${name}))\n"))}}
          (import "tests:echo/echo@0.3.0" (instance $echo
            {{string.Concat(Names.Split(' ').Where(name => name != "mixed-inner").Select(name => $"(export \"{name}\" (type $inner-{name} (eq ${name})))\n"))}}
            {{string.Concat(s_identities.Select(pair => Function(pair.Key, pair.Value)))}}
            (export "many" (func (param "a" u8) (param "b" s8) (param "c" u16) (param "d" s16) (param "e" u32) (param "f" s32) (param "g" u64) (param "h" s64)
              (param "i" f32) (param "j" f64) (param "k" char) (param "l" bool) (param "m" string) (param "n" (list u8)) (result string)))))
          {{string.Concat(s_identities.Keys.Append("many").Select(name => $"(export \"{name}\" (func $echo \"{name}\"))\n"))}}
          (instance $direct
            (export "record-of" (func $echo "record-of"))
            (export "variant-of" (func $echo "variant-of"))
            (export "many" (func $echo "many")))
          (export "direct" (instance $direct)))
        """;

    private static string Define(string name, string type) => $"(type ${name}-inside {type}) (export \"{name}\" (type ${name} (eq ${name}-inside)))";

    private static string Function(string name, string type)
    {
        var inside = string.Join(" ", type.Split(' ').Select(part => part.Contains('$') ? part.Replace("$", "$inner-") : part));
        return $"(export \"{name}\" (func (param \"value\" {inside}) (result {inside})))\n";
    }
}
