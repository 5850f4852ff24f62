//! The worked examples of the RFCs, as they stand there.

use jwt_workbench::crypto;
use jwt_workbench::jose::alg;
use jwt_workbench::keys::{Format, Key, Material, Misfit, Private, Purpose, export, import};

/// RFC 7515 appendix A.1.1.
const A1_KEY: &str = concat!(
    r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9"#,
    r#"CAow"}"#,
);

/// RFC 7515 appendix A.1.1.
const A1_TOKEN: &str = concat!(
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9",
    "leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
);

/// RFC 7515 appendix A.2.1.
pub const A2_KEY: &str = concat!(
    r#"{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPM"#,
    r#"EzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5"#,
    r#"rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-D"#,
    r#"WNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB","d":"Eq5xpGnNCivDflJsRQBXHx"#,
    r#"1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoV"#,
    r#"En2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2"#,
    r#"QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjncz"#,
    r#"T0QU91p1DhOVRuOopznQ","p":"4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3K"#,
    r#"hooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc","#,
    r#""q":"uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_Y"#,
    r#"wD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc","dp":"BwKfV3Akq5_MFZDF"#,
    r#"ZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb3"#,
    r#"4MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0","dq":"h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZj"#,
    r#"eeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS"#,
    r#"1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU","qi":"IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy"#,
    r#"26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK"#,
    r#"0JKSHuLFkuQ3U"}"#,
);

/// RFC 7515 appendix A.2.1.
const A2_TOKEN: &str = concat!(
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19",
    "yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt",
    "_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb",
    "1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI",
    "8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
);

/// RFC 7515 appendix A.3.1.
const A3_KEY: &str = concat!(
    r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue6"#,
    r#"59LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#,
);

/// RFC 7515 appendix A.3.1.
const A3_TOKEN: &str = concat!(
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19",
    "yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU",
    "1Q",
);

/// RFC 7515 appendix A.4.1: P-521.
pub const A4_KEY: &str = concat!(
    r#"{"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jS"#,
    r#"fS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh"#,
    r#"9ubmf63e3kyMj2","d":"AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53v"#,
    r#"M9mE15j2C"}"#,
);

/// RFC 7517 appendix A.1: public keys.
const A7517_A1: &str = concat!(
    r#"{"keys": [{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2"#,
    r#"YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"}, {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZp"#,
    r#"tN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_"#,
    r#"2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6q"#,
    r#"MQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCu"#,
    r#"r-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}]}"#,
);

/// RFC 7517 appendix A.2: private keys.
const A7517_A2: &str = concat!(
    r#"{"keys": [{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2"#,
    r#"YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE","use":"enc","k"#,
    r#"id":"1"}, {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aP"#,
    r#"FFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQ"#,
    r#"R0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6We"#,
    r#"Zu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","d":"X4cTteJY_gn4"#,
    r#"FYPsXB8rdXix5vwsg1FLN5E3EaG6RJoVH-HLLKD9M7dx5oo7GURknchnrRweUkC7hT5fJLM0WbFAKNLWY2vv7B6NqXSzUvxT0_YS"#,
    r#"fqijwp3RTzlBaCxWp4doFk5N2o8Gy_nHNKroADIkJ46pRUohsXywbReAdYaMwFs9tv8d_cPVY3i07a3t8MN6TNwm0dSawm9v47Ui"#,
    r#"Cl3Sk5ZiG7xojPLu4sbg1U2jx4IBTNBznbJSzFHK66jT8bgkuqsk0GjskDJk19Z4qwjwbsnn4j2WBii3RL-Us2lGVkY8fkFzme1z"#,
    r#"0HbIkfz0Y6mqnOYtqc0X4jfcKoAC8Q","p":"83i-7IvMGXoMXCskv73TKr8637FiO7Z27zv8oj6pbWUQyLPQBQxtPVnwD20R-60"#,
    r#"eTDmD2ujnMt5PoqMrm8RfmNhVWDtjjMmCMjOpSXicFHj7XOuVIYQyqVWlWEh6dN36GVZYk93N8Bc9vY41xy8B9RzzOGVQzXvNEvn"#,
    r#"7O0nVbfs","q":"3dfOR9cuYq-0S-mkFLzgItgMEfFzB2q3hWehMuG0oCuqnb3vobLyumqjVZQO1dIrdwgTnCdpYzBcOfW5r370A"#,
    r#"FXjiWft_NGEiovonizhKpo9VVS78TzFgxkIdrecRezsZ-1kYd_s1qDbxtkDEgfAITAG9LUnADun4vIcb6yelxk","dp":"G4sPXk"#,
    r#"c6Ya9y8oJW9_ILj4xuppu0lzi_H7VTkS8xj5SdX3coE0oimYwxIi2emTAue0UOa5dpgFGyBJ4c8tQ2VF402XRugKDTP8akYhFo5t"#,
    r#"AA77Qe_NmtuYZc3C3m3I24G2GvR5sSDxUyAN2zq8Lfn9EUms6rY3Ob8YeiKkTiBj0","dq":"s9lAH9fggBsoFR8Oac2R_E2gw28"#,
    r#"2rT2kGOAhvIllETE1efrA6huUUvMfBcMpn8lqeW6vzznYY5SSQF7pMdC_agI3nG8Ibp1BUb0JUiraRNqUfLhcQb_d9GF4Dh7e74W"#,
    r#"bRsobRonujTYN1xCaP6TO61jvWrX-L18txXw494Q_cgk","qi":"GyM_p6JrXySiz1toFgKbWV-JdI3jQ4ypu9rbMWx3rQJBfmt0"#,
    r#"FoYzgUIZEVFEcOqwemRN81zoDAaa-Bk0KWNGDjJHZDdDmFhW3AN7lI-puxk_mHZGJ11rxyR8O55XLSe3SPmRfKwZI6yU24ZxvQKF"#,
    r#"YItdldUKGzO6Ia6zTKhAVRU","alg":"RS256","kid":"2011-04-29"}]}"#,
);

/// RFC 7517 appendix A.3: symmetric keys.
const A7517_A3: &str = concat!(
    r#"{"keys": [{"kty":"oct","alg":"A128KW","k":"GawgguFyGrWKav7AX4VKUg"}, {"kty":"oct","k":"AyM1SysPpbyDf"#,
    r#"gZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow","kid":"HMACkeyusedinJWSsp"#,
    r#"ecAppendixA.1example"}]}"#,
);

/// RFC 7517 appendix B: a key with a certificate chain.
const A7517_B: &str = concat!(
    r#"{"kty":"RSA","use":"sig","kid":"1b94c","n":"vrjOfz9Ccdgx5nQudyhdoR17V-IubWMeOZCwX_jj0hgAsz2J_pqYW08P"#,
    r#"LbK_PdiVGKPrqzmDIsLI7sA25VEnHU1uCLNwBuUiCO11_-7dYbsr4iJmG0Qu2j8DsVyT1azpJC_NG84Ty5KKthuCaPod7iI7w0LK"#,
    r#"9orSMhBEwwZDCxTWq4aYWAchc8t-emd9qOvWtVMDC2BXksRngh6X5bUYLy6AyHKvj-nUy1wgzjYQDwHMTplCoLtU-o-8SNnZ1tmR"#,
    r#"oGE9uJkBLdh5gFENabWnU5m1ZqZPdwS-qo-meMvVfJb6jJVWRpl2SUtCnYG2C32qvbWbjZ_jBPD5eunqsIo1vQ","e":"AQAB",""#,
    r#"x5c": ["MIIDQjCCAiqgAwIBAgIGATz/FuLiMA0GCSqGSIb3DQEBBQUAMGIxCzAJBgNVBAYTAlVTMQswCQYDVQQIEwJDTzEPMA0G"#,
    r#"A1UEBxMGRGVudmVyMRwwGgYDVQQKExNQaW5nIElkZW50aXR5IENvcnAuMRcwFQYDVQQDEw5CcmlhbiBDYW1wYmVsbDAeFw0xMzAy"#,
    r#"MjEyMzI5MTVaFw0xODA4MTQyMjI5MTVaMGIxCzAJBgNVBAYTAlVTMQswCQYDVQQIEwJDTzEPMA0GA1UEBxMGRGVudmVyMRwwGgYD"#,
    r#"VQQKExNQaW5nIElkZW50aXR5IENvcnAuMRcwFQYDVQQDEw5CcmlhbiBDYW1wYmVsbDCCASIwDQYJKoZIhvcNAQEBBQADggEPADCC"#,
    r#"AQoCggEBAL64zn8/QnHYMeZ0LncoXaEde1fiLm1jHjmQsF/449IYALM9if6amFtPDy2yvz3YlRij66s5gyLCyO7ANuVRJx1Nbgiz"#,
    r#"cAblIgjtdf/u3WG7K+IiZhtELto/A7Fck9Ws6SQvzRvOE8uSirYbgmj6He4iO8NCyvaK0jIQRMMGQwsU1quGmFgHIXPLfnpnfajr"#,
    r#"1rVTAwtgV5LEZ4Iel+W1GC8ugMhyr4/p1MtcIM42EA8BzE6ZQqC7VPqPvEjZ2dbZkaBhPbiZAS3YeYBRDWm1p1OZtWamT3cEvqqP"#,
    r#"pnjL1XyW+oyVVkaZdklLQp2Btgt9qr21m42f4wTw+Xrp6rCKNb0CAwEAATANBgkqhkiG9w0BAQUFAAOCAQEAh8zGlfSlcI0o3rYD"#,
    r#"PBB07aXNswb4ECNIKG0CETTUxmXl9KUL+9gGlqCz5iWLOgWsnrcKcY0vXPG9J1r9AqBNTqNgHq2G03X09266X5CpOe1zFo+Owb1z"#,
    r#"xtp3PehFdfQJ610CDLEaS9V9Rqp17hCyybEpOGVwe8fnk+fbEL2Bo3UPGrpsHzUoaGpDftmWssZkhpBJKVMJyf/RuP2SmmaIzmnw"#,
    r#"9JiSlYhzo4tpzd5rFXhjRbg4zW9C+2qok+2+qDM1iJ684gPHMIY8aLWrdgQTxkumGmTqgawR+N5MDtdPTEQ0XfIBc2cJEUyMTY5M"#,
    r#"PvACWpkA6SdS4xSvdXK3IVfOWA=="]}"#,
);

/// RFC 7638 section 3.1.
const A7638_KEY: &str = concat!(
    r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6"#,
    r#"tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Qvz"#,
    r#"qY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2"#,
    r#"NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-0"#,
    r#"4-29"}"#,
);

/// RFC 8037 appendix A.1.
const A8037_KEY: &str = concat!(
    r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","#,
    r#""x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
);

/// RFC 8037 appendix A.4.
const A8037_TOKEN: &str = concat!(
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.",
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
);

/// The signing input and the octets of the signature.
pub fn split(token: &str) -> (&[u8], Vec<u8>) {
    let (input, signature) = token.rsplit_once('.').unwrap();
    (input.as_bytes(), jwt_workbench::jose::base64url::decode_strict(signature).unwrap())
}

fn verifies(alg: &str, key: &Key, token: &str) -> bool {
    let (input, signature) = split(token);
    crypto::verify(alg::find(alg).unwrap(), key, input, &signature).unwrap()
}

fn signs(alg: &str, key: &Key, token: &str) -> bool {
    let (input, signature) = split(token);
    crypto::sign(alg::find(alg).unwrap(), key, input).unwrap() == signature
}

#[test]
fn rfc_7515_a1_hs256() {
    let key = Key::from_jwk(A1_KEY).unwrap();
    assert_eq!(key.describe(), "secret, 64 bytes");
    assert!(verifies("HS256", &key, A1_TOKEN));
    assert!(signs("HS256", &key, A1_TOKEN));
    assert!(!verifies("HS512", &key, A1_TOKEN));
}

#[test]
fn rfc_7515_a2_rs256() {
    let key = Key::from_jwk(A2_KEY).unwrap();
    assert_eq!(key.describe(), "RSA 2048");
    assert!(verifies("RS256", &key, A2_TOKEN));
    assert!(signs("RS256", &key, A2_TOKEN));
    assert!(!verifies("PS256", &key, A2_TOKEN));
}

#[test]
fn rfc_7515_a3_es256() {
    let key = Key::from_jwk(A3_KEY).unwrap();
    assert_eq!(key.describe(), "EC P-256");
    assert!(verifies("ES256", &key, A3_TOKEN));
    assert!(!signs("ES256", &key, A3_TOKEN), "ECDSA draws a new number for each signature");
}

#[test]
fn rfc_7515_a4_p521_is_read_but_not_served() {
    let mut key = Key::from_jwk(A4_KEY).unwrap();
    assert_eq!(key.describe(), "EC P-521");
    assert_eq!(crypto::complete(&mut key), Ok(()));
    assert_eq!(key, Key::from_jwk(A4_KEY).unwrap());
    let misfit = key.fits(alg::find("ES512").unwrap(), Purpose::Verify);
    assert_eq!(misfit, Err(Misfit::NotServed { alg: "ES512" }));
}

#[test]
fn rfc_7515_a5_none_is_no_signature() {
    let none = alg::find("none").unwrap();
    let key = Key::from_jwk(A1_KEY).unwrap();
    assert_eq!(key.fits(none, Purpose::Verify), Err(Misfit::NoSignature { alg: "none" }));
    assert!(crypto::verify(none, &key, b"eyJhbGciOiJub25lIn0.e30", b"").is_err());
    assert!(crypto::sign(none, &key, b"eyJhbGciOiJub25lIn0.e30").is_err());
}

#[test]
fn rfc_8037_a1_to_a5_ed25519() {
    let key = Key::from_jwk(A8037_KEY).unwrap();
    assert_eq!(key.describe(), "Ed25519");
    let public = key.to_jwk(Private::Omit).unwrap();
    let x = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    assert_eq!(*public, x, "A.2");
    assert_eq!(crypto::thumbprint(&key), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "A.3");
    for alg in ["EdDSA", "Ed25519"] {
        assert!(signs(alg, &key, A8037_TOKEN), "A.4");
        assert!(verifies(alg, &Key::from_jwk(&public).unwrap(), A8037_TOKEN), "A.5");
    }
    let seed_alone = export(&[&key], Format::Der, Private::Include).unwrap();
    assert_eq!(crypto::import(&seed_alone).keys, [key], "the public key comes from the seed");
}

#[test]
fn rfc_7638_3_1_thumbprint() {
    let key = Key::from_jwk(A7638_KEY).unwrap();
    assert_eq!(crypto::thumbprint(&key), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    let input = key.thumbprint_input();
    assert!(input.starts_with(r#"{"e":"AQAB","kty":"RSA","n":"0vx7agoebGcQ"#), "{}", *input);
    assert_eq!(key.kid.as_deref(), Some("2011-04-29"));
    assert_eq!(key.alg.as_deref(), Some("RS256"));
}

#[test]
fn rfc_7517_a_key_sets() {
    let public = import(A7517_A1.as_bytes());
    let kinds: Vec<_> = public.keys.iter().map(|k| (k.describe(), k.is_private(), k.usage.as_deref())).collect();
    assert_eq!(kinds, [("EC P-256".to_owned(), false, Some("enc")), ("RSA 2048".to_owned(), false, None)]);
    assert!(public.notes.is_empty() && public.ignored.is_empty());

    let private = crypto::import(A7517_A2.as_bytes());
    assert_eq!(private.keys.len(), 2);
    assert!(private.keys.iter().all(Key::is_private));
    assert_eq!(private.notes[0].note.id(), "jwks-private-key");

    let symmetric = import(A7517_A3.as_bytes());
    let sizes: Vec<_> = symmetric.keys.iter().map(|k| (k.bits(), k.alg.as_deref(), k.kid.is_some())).collect();
    assert_eq!(sizes, [(128, Some("A128KW"), false), (512, None, true)]);
}

#[test]
fn rfc_7517_b_certificate_chain_is_kept() {
    let import = crypto::import(A7517_B.as_bytes());
    assert!(import.notes.is_empty(), "{:?}", import.notes);
    let key = &import.keys[0];
    assert_eq!((key.usage.as_deref(), key.kid.as_deref()), (Some("sig"), Some("1b94c")));
    assert!(matches!(key.material, Material::Rsa { .. }));
    assert!(key.other["x5c"].as_array().is_some_and(|chain| chain.len() == 1));
    assert_eq!(Key::from_jwk(&key.to_jwk(Private::Include).unwrap()).as_ref(), Ok(key));
}
