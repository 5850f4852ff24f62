//! Templates of code. `«name»` stands for a value; a line that begins with `«?flag !other»` is there where the flag holds and
//! the other does not.

/// The text for these flags and values. Values are put in as they are and not looked at again.
pub(super) fn fill(template: &str, holds: &dyn Fn(&str) -> bool, value: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    for line in template.lines() {
        let (conditions, line) = line.strip_prefix("«?").and_then(|rest| rest.split_once('»')).unwrap_or(("", line));
        let is_met =
            |condition: &str| condition.strip_prefix('!').map_or_else(|| holds(condition), |flag| !holds(flag));
        if conditions.split_whitespace().all(is_met) {
            fill_line(line, value, &mut out);
            out.push('\n');
        }
    }
    out
}

fn fill_line(line: &str, value: &dyn Fn(&str) -> Option<String>, out: &mut String) {
    let mut rest = line;
    while let Some((before, (name, after))) =
        rest.split_once('«').and_then(|(before, after)| Some((before, after.split_once('»')?)))
    {
        out.push_str(before);
        // a name that nobody knows stays and can be seen; a test holds that there is none
        out.push_str(&value(name).unwrap_or_else(|| format!("«{name}»")));
        rest = after;
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn lines_come_and_go_and_values_are_not_read_again() {
        let template = "a «x» b «x»\n«?yes»1\n«?no»2\n«?yes !no»3 «x»\n«?!yes»4\n";
        let text = fill(template, &|flag| flag == "yes", &|name| (name == "x").then(|| "«x»".to_owned()));
        assert_eq!(text, "a «x» b «x»\n1\n3 «x»\n");
    }
}
